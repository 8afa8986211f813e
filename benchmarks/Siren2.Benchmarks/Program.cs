using System.Globalization;
using Siren2.Benchmarks;
using Siren2.Benchmarks.Cost;
using Siren2.Benchmarks.Micro;

const string Usage = """
    usage: Siren2.Benchmarks plain [--json FILE] [--only NAME[,NAME...]]
           Siren2.Benchmarks micro [BENCHMARKDOTNET-ARGUMENT...]
           Siren2.Benchmarks cost [--json FILE] [--seconds N[,N...]]
           Siren2.Benchmarks plot COST.json COST.svg
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

if (args.Length % 2 != 1 || args[0] is not ("plain" or "cost"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? json = null;
string[] only = [];
int[] seconds = [1, 10, 60, 600];
for (int i = 1; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--json":
            json = args[i + 1];
            break;
        case "--only" when args[0] == "plain":
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

return args[0] == "plain" ? PlainRun.Execute(json, only) : CostRun.Execute(json, seconds);
