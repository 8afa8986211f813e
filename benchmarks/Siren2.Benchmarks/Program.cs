using Siren2.Benchmarks;

const string Usage = "usage: Siren2.Benchmarks plain [--json FILE] [--only NAME[,NAME...]]";
if (args.Length % 2 == 0 || args[0] != "plain")
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? json = null;
string[] only = [];
for (int i = 1; i < args.Length; i += 2)
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

return PlainRun.Execute(json, only);
