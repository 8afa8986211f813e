namespace Siren2.Kernels.Threads;

/// <summary>Work on any stretch of long arrays.</summary>
internal interface IStretchWork
{
    /// <summary>Does a stretch.</summary>
    void Execute(int start, int length);
}

/// <summary>Work on long arrays, shared in stretches of whole vectors of the widest kind: only the last may end within one.</summary>
internal static class Stretches
{
    private const int Length = 1 << 14;

    /// <summary>Does all of it; alone, in one stretch.</summary>
    /// <param name="team">Who shares it; null for the caller alone.</param>
    /// <param name="work">The work.</param>
    /// <param name="length">Length of the arrays.</param>
    public static void Run<TWork>(WorkerTeam? team, TWork work, int length)
        where TWork : struct, IStretchWork
    {
        if (team is null or { Count: 1 })
        {
            work.Execute(0, length);
            return;
        }

        team.Run(new Part<TWork>(work, length), (int)(((long)length + Length - 1) / Length));
    }

    private readonly struct Part<TWork>(TWork work, int length) : WorkerTeam.IWork
        where TWork : struct, IStretchWork
    {
        public void Execute(int item, int worker)
        {
            int start = item * Length;
            work.Execute(start, Math.Min(Length, length - start));
        }
    }
}
