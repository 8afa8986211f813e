using System.Globalization;
using Siren2.Resampling;
using Siren2.Research.Ablation;
using Siren2.Research.Baselines;
using Siren2.Research.InputAware;

const string Usage = """
    usage: Siren2.Research ablation FOLDER [--json FILE] [--only GROUP[,GROUP...]]
           Siren2.Research baselines FOLDER --out FOLDER [--factor N]
           Siren2.Research decimate FOLDER --out FOLDER [--factor N] [--quality Fast|High|VeryHigh]
           Siren2.Research input-aware CLIP --out CLIP [--rate N] [--inputs time,baseline,copy] [--steps N] [--width N] [--detail D]
    """;

string[] allowed = args is [var first, ..] ? first switch
{
    "ablation" => ["--json", "--only"],
    "baselines" => ["--out", "--factor"],
    "decimate" => ["--out", "--factor", "--quality"],
    "input-aware" => ["--out", "--rate", "--inputs", "--steps", "--width", "--detail"],
    _ => [],
} : [];
if (args is not [string mode, string folder, .. string[] options] || options.Length % 2 != 0)
{
    return Complain();
}

Dictionary<string, string> given = options.Chunk(2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
int factor = 2;
if (allowed.Length == 0 || given.Keys.Except(allowed).Any() || (allowed.Contains("--out") && !given.ContainsKey("--out"))
    || (given.TryGetValue("--factor", out string? text) && !(int.TryParse(text, CultureInfo.InvariantCulture, out factor) && factor > 1)))
{
    return Complain();
}

string? json = given.GetValueOrDefault("--json");
string[] only = given.GetValueOrDefault("--only")?.Split(',') ?? [];
switch (mode)
{
    case "ablation":
        return AblationRun.Execute(folder, json, only);
    case "input-aware":
        return InputAwareRun.Execute(folder, given);
    case "baselines":
        BaselinesRun.Restore(folder, factor, given["--out"]);
        return 0;
    default:
        SincQuality? quality = given.GetValueOrDefault("--quality", "High") switch
        {
            "Fast" => SincQuality.Fast,
            "High" => SincQuality.High,
            "VeryHigh" => SincQuality.VeryHigh,
            _ => null,
        };
        if (quality is null)
        {
            return Complain();
        }

        BaselinesRun.Decimate(folder, factor, quality, given["--out"]);
        return 0;
}

static int Complain()
{
    Console.Error.WriteLine(Usage);
    return 2;
}
