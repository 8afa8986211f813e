using Siren2.Benchmarks;
using Siren2.Benchmarks.Ablation;
using Siren2.Benchmarks.Models;

const string Usage = """
    usage: Siren2.Benchmarks plain [--json FILE] [--only NAME[,NAME...]]
           Siren2.Benchmarks ablation FOLDER [--json FILE] [--only GROUP[,GROUP...]]
           Siren2.Benchmarks models FOLDER [--json FILE] [--only TASK|GROUP[,TASK|GROUP...]]
    """;

// Positions of the options: behind the mode, and behind the folder where there is one.
int first = args is ["ablation" or "models", ..] ? 2 : 1;
if (args.Length < first || (args.Length - first) % 2 != 0 || args[0] is not ("plain" or "ablation" or "models"))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? json = null;
string[] only = [];
for (int i = first; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--json":
            json = args[i + 1];
            break;
        case "--only":
            only = args[i + 1].Split(',');
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

return args[0] switch
{
    "plain" => PlainRun.Execute(json, only),
    "ablation" => AblationRun.Execute(args[1], json, only),
    _ => ModelsRun.Execute(args[1], json, only),
};
