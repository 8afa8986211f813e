using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Siren2.Cli.Upsampling;
using Siren2.Formats;

namespace Siren2.Cli.Commands;

/// <summary>The options of how results are written.</summary>
internal sealed class OutputParameters
{
    private const string Auto = "auto";
    private const string None = "none";

    private readonly Option<string> _bits = Parameters.Choice(
        "--bits", "Bits of the result's samples: integers of 16 or 24, dithered, or floats of 32, which keep what lies beyond "
            + "full scale.", "24", "16", "24", "32");

    private readonly Option<ResultGain?> _gain = new("--gain")
    {
        HelpName = $"DB|{Auto}",
        Description = $"Decibels to add to the result's level; {Auto}: as few less as bring its peak below full scale, if it is not. The default is 0.",
        CustomParser = ParseGain,
    };

    private readonly Option<bool> _keeps = new("--no-clobber") { Description = "Never replace a file that is there: no result, no --json, no --report." };

    private readonly Option<string?> _ffmpeg = Parameters.File(
        "--ffmpeg",
        $"FILE|{None}",
        $"The ffmpeg to read and write what is no WAV file with; {None}: only MP3 and Ogg Vorbis are read, by decoders of this program. "
            + "The default is the one on the PATH.");

    public OutputParameters(Command command)
    {
        command.Add(_bits);
        command.Add(_gain);
        command.Add(_keeps);
        command.Add(_ffmpeg);
    }

    /// <summary>How results are written.</summary>
    /// <exception cref="CommandException">There is no such ffmpeg.</exception>
    public ResultFormat Format(ParseResult parsed) => new(
        parsed.GetRequiredValue(_bits) switch
        {
            "16" => WaveEncoding.Pcm16,
            "32" => WaveEncoding.Float32,
            _ => WaveEncoding.Pcm24,
        },
        parsed.GetValue(_gain) ?? new ResultGain(0),
        !parsed.GetValue(_keeps),
        parsed.GetValue(_ffmpeg) switch
        {
            null => FFmpegProgram.Find(),
            None => null,
            { Length: > 0 } path when File.Exists(path) => new FFmpegProgram(path),
            { } path => throw new CommandException($"there is no program '{path}'"),
        });

    private static ResultGain? ParseGain(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (text.Equals(Auto, StringComparison.OrdinalIgnoreCase))
        {
            return new ResultGain(null);
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double decibels) && Math.Abs(decibels) <= 200)
        {
            return new ResultGain(decibels == 0 ? 0 : decibels);
        }

        result.AddError($"--gain must be {Auto} or a number of decibels from -200 to 200; it is '{text}'");
        return null;
    }
}
