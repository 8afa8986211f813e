using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Siren2.Cli.Output;
using Siren2.Decimation;
using Siren2.MissingBand;

namespace Siren2.Cli.Commands;

/// <summary>The options of a fit, which every command that fits takes alike.</summary>
internal sealed class ResolverParameters
{
    private const string DefaultPreset = "balanced";
    private const string Auto = "auto";
    private const string Prior = "prior";
    private const string Copied = "copied";

    private readonly Option<string> _preset = Parameters.Choice(
        "--preset", "How much work is spent on the fit.", DefaultPreset, "fast", DefaultPreset, "best");

    private readonly Option<double?> _detail = Parameters.Number(
        "--detail",
        "D",
        "How much of the missing band a blind fit fills, from 0 (the sinc baseline) to 1. The default costs about 0.1 dB of PSNR; 1 sounds most natural.",
        0.0,
        1.0);

    private readonly Option<string> _levels = Parameters.Choice(
        "--levels",
        "What tells a blind fit how loud the missing band is: a prior that was trained on other recordings, or a line through the clip's own spectrum.",
        Prior,
        Prior,
        "line");

    private readonly Option<string> _texture = Parameters.Choice(
        "--texture", "What a blind fit fills the missing band with: copies of the known band, or networks that are fitted.", Copied, Copied, "network");

    private readonly Option<int?> _seed = Parameters.Number(
        "--seed", "N", "Seed of the initial weights: same seed, same result. The default is 0.", int.MinValue, int.MaxValue);

    private readonly Option<BandEnd?> _bandwidth = new("--bandwidth")
    {
        HelpName = "auto|HZ",
        Description = "Where the clip's own band ends: an old recording, a telephone line, a codec. The default, auto, looks for it.",
        CustomParser = ParseBandwidth,
    };

    private readonly Option<string> _filter = Parameters.Choice(
        "--input-filter",
        "The decimator that the clip comes from, whose roll-off is undone. The default, auto, looks for one as steep as SoX's. No effect at "
            + "the clip's own rate.",
        Auto,
        Auto,
        "ideal",
        "sox",
        "ffmpeg");

    public ResolverParameters(Command command)
    {
        command.Add(_bandwidth);
        command.Add(_filter);
        command.Add(_detail);
        command.Add(_levels);
        command.Add(_texture);
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
            Bandwidth = parsed.GetValue(_bandwidth)?.Hertz,
            Blind = preset.Blind with
            {
                LevelModel = parsed.GetRequiredValue(_levels) == Prior ? preset.Blind.LevelModel : LineModel.Default,
                Texture = parsed.GetRequiredValue(_texture) == Copied ? preset.Blind.Texture : null,
            },
            InputFilter = parsed.GetRequiredValue(_filter) switch
            {
                "ideal" => AntiAliasingFilter.Ideal,
                "sox" => AntiAliasingFilter.Sox,
                "ffmpeg" => AntiAliasingFilter.FFmpeg,
                _ => null,
            },
        };
    }

    /// <summary>The same for the report.</summary>
    public SettingsDocument Settings(ParseResult parsed)
    {
        UpsamplerOptions options = Options(parsed);
        return new SettingsDocument(
            parsed.GetRequiredValue(_preset),
            options.Detail,
            options.Seed,
            options.Bandwidth,
            parsed.GetRequiredValue(_filter),
            parsed.GetRequiredValue(_levels),
            parsed.GetRequiredValue(_texture));
    }

    private static BandEnd? ParseBandwidth(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return new BandEnd(null);
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double hertz)
            && hertz >= UpsamplerOptions.LowestBandwidth && double.IsFinite(hertz))
        {
            return new BandEnd(hertz);
        }

        result.AddError($"--bandwidth must be {Auto} or a number of hertz from {UpsamplerOptions.LowestBandwidth}; it is '{text}'");
        return null;
    }

    /// <summary>Where the band ends; null hertz where that is looked for. A parser that gives no value itself is taken for one that failed.</summary>
    private sealed record BandEnd(double? Hertz);
}
