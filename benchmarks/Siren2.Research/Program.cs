using Siren2.Research.Ablation;
using Siren2.Research.Models;

const string Usage = """
    usage: Siren2.Research ablation FOLDER [--json FILE] [--only GROUP[,GROUP...]]
           Siren2.Research models FOLDER [--json FILE] [--only TASK|GROUP[,TASK|GROUP...]]
    """;

if (args is not [("ablation" or "models") and string mode, string folder, .. string[] options] || options.Length % 2 != 0)
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? json = null;
string[] only = [];
for (int i = 0; i < options.Length; i += 2)
{
    switch (options[i])
    {
        case "--json":
            json = options[i + 1];
            break;
        case "--only":
            only = options[i + 1].Split(',');
            break;
        default:
            Console.Error.WriteLine(Usage);
            return 2;
    }
}

return mode == "ablation" ? AblationRun.Execute(folder, json, only) : ModelsRun.Execute(folder, json, only);
