namespace Siren2.Core.Tests.Rooms;

/// <summary>Strongly connected components (Tarjan 1972).</summary>
internal static class Components
{
    public static List<string[]> Of(IReadOnlyDictionary<string, IReadOnlyCollection<string>> references)
    {
        var index = new Dictionary<string, int>();
        var low = new Dictionary<string, int>();
        var stack = new Stack<string>();
        var components = new List<string[]>();
        foreach (string node in references.Keys.Where(node => !index.ContainsKey(node)))
        {
            Visit(node);
        }

        return components;

        void Visit(string node)
        {
            index[node] = low[node] = index.Count;
            stack.Push(node);
            foreach (string other in references[node].Where(references.ContainsKey))
            {
                if (!index.TryGetValue(other, out int its))
                {
                    Visit(other);
                    low[node] = Math.Min(low[node], low[other]);
                }
                else if (stack.Contains(other))
                {
                    low[node] = Math.Min(low[node], its);
                }
            }

            if (low[node] == index[node])
            {
                var component = new List<string>();
                do
                {
                    component.Add(stack.Peek());
                }
                while (stack.Pop() != node);
                components.Add([.. component]);
            }
        }
    }
}
