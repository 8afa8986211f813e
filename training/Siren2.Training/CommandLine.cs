using System.Globalization;

namespace Siren2.Training;

/// <summary>A command, folders, and options of the form <c>--name value</c>.</summary>
internal sealed record CommandLine(string Command, IReadOnlyList<string> Folders, IReadOnlyDictionary<string, string> Options)
{
    private static readonly string[] Names = ["out", "minutes", "steps", "seed", "threads", "weights"];

    public static CommandLine Parse(string[] args)
    {
        var folders = new List<string>();
        var options = new Dictionary<string, string>();
        for (int i = 1; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                folders.Add(args[i]);
                continue;
            }

            string name = args[i][2..];
            if (!Names.Contains(name) || i + 1 == args.Length)
            {
                throw new ArgumentException($"'{args[i]}' is no option with a value; there are --{string.Join(", --", Names)}.");
            }

            options[name] = args[++i];
        }

        return new CommandLine(args.Length > 0 ? args[0] : "", folders, options);
    }

    public string? Text(string name) => Options.GetValueOrDefault(name);

    public int? Number(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw new ArgumentException($"--{name} is '{text}'; a positive whole number is needed.");
}
