using System.Globalization;
using Siren2.Benchmarks;
using Siren2.Benchmarks.Ablation;
using Siren2.Benchmarks.Cost;
using Siren2.Benchmarks.Micro;
using Siren2.Benchmarks.Models;

const string Usage = """
    usage: Siren2.Benchmarks plain [--json FILE] [--only NAME[,NAME...]]
           Siren2.Benchmarks micro [BENCHMARKDOTNET-ARGUMENT...]
           Siren2.Benchmarks cost [--json FILE] [--seconds N[,N...]]
           Siren2.Benchmarks plot COST.json COST.svg
           Siren2.Benchmarks ablation FOLDER [--json FILE] [--only GROUP[,GROUP...]]
           Siren2.Benchmarks models FOLDER [--json FILE] [--only TASK|GROUP[,TASK|GROUP...]]
    """;

// What cost starts for each of its figures.
if (args is ["cost-of-one", string fit, string duration])
{
    return CostOfOne.Execute(fit, int.Parse(duration, CultureInfo.InvariantCulture));
}

if (args is ["micro", .. string[] forwarded])
{
    return MicroRun.Execute(forwarded);
}

if (args is ["plot", string source, string picture])
{
    return CostPlot.Execute(source, picture);
}

// Positions of the options: behind the mode, and behind the folder where there is one.
int first = args is ["ablation" or "models", ..] ? 2 : 1;
if (args.Length < first || (args.Length - first) % 2 != 0 || args[0] is not ("plain" or "cost" or "ablation" or "models"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? json = null;
string[] only = [];
int[] seconds = [1, 10, 60, 600];
for (int i = first; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--json":
            json = args[i + 1];
            break;
        case "--only" when args[0] != "cost":
            only = args[i + 1].Split(',');
            break;
        case "--seconds" when args[0] == "cost":
            seconds = [.. args[i + 1].Split(',').Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out int n) ? n : 0)];
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

if (seconds.Any(n => n is < 1 or > 3600))
{
    Console.Error.WriteLine("Durations are whole seconds from 1 to 3600.");
    return 2;
}

return args[0] switch
{
    "plain" => PlainRun.Execute(json, only),
    "cost" => CostRun.Execute(json, seconds),
    "ablation" => AblationRun.Execute(args[1], json, only),
    _ => ModelsRun.Execute(args[1], json, only),
};
