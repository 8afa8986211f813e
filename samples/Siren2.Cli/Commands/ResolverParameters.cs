using System.CommandLine;
using Siren2.Cli.Output;

namespace Siren2.Cli.Commands;

/// <summary>The options of a fit, which every command that fits takes alike.</summary>
internal sealed class ResolverParameters
{
    private const string DefaultPreset = "balanced";

    private readonly Option<string> _preset = Parameters.Choice(
        "--preset", "How much work is spent on the fit.", DefaultPreset, "fast", DefaultPreset, "best");

    private readonly Option<double?> _detail = Parameters.Number(
        "--detail",
        "D",
        "How much of the missing band a blind fit fills, from 0 (the sinc baseline) to 1. The default costs at most about 0.05 dB of PSNR.",
        0.0,
        1.0);

    private readonly Option<int?> _seed = Parameters.Number(
        "--seed", "N", "Seed of the initial weights: same seed, same result. The default is 0.", int.MinValue, int.MaxValue);

    public ResolverParameters(Command command)
    {
        command.Add(_detail);
        command.Add(_preset);
        command.Add(_seed);
    }

    /// <summary>The options of the library that a command line asks for.</summary>
    public UpsamplerOptions Options(ParseResult parsed)
    {
        UpsamplerOptions preset = parsed.GetRequiredValue(_preset) switch
        {
            "fast" => UpsamplerOptions.Fast,
            "best" => UpsamplerOptions.Best,
            _ => UpsamplerOptions.Balanced,
        };
        return preset with
        {
            Detail = parsed.GetValue(_detail) ?? preset.Detail,
            Seed = parsed.GetValue(_seed) ?? preset.Seed,
        };
    }

    /// <summary>The same for the report.</summary>
    public SettingsDocument Settings(ParseResult parsed)
    {
        UpsamplerOptions options = Options(parsed);
        return new SettingsDocument(parsed.GetRequiredValue(_preset), options.Detail, options.Seed);
    }
}
