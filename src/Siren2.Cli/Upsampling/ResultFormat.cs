using Siren2.Cli.Output;
using Siren2.Formats;

namespace Siren2.Cli.Upsampling;

/// <summary>How a result is written.</summary>
/// <param name="Encoding">How its samples are stored.</param>
/// <param name="Gain">How loud it becomes.</param>
/// <param name="MayReplace">Whether a file that is there is replaced.</param>
/// <param name="FFmpeg">What clips other than WAV are read by, and FLAC is written by; null for nothing.</param>
internal sealed record ResultFormat(WaveEncoding Encoding, ResultGain Gain, bool MayReplace, FFmpegProgram? FFmpeg)
{
    public int Bits => Encoding switch
    {
        WaveEncoding.Pcm16 => 16,
        WaveEncoding.Float32 => 32,
        _ => 24,
    };

    /// <summary>What a table calls the samples.</summary>
    public string Description => Encoding == WaveEncoding.Float32 ? "32-bit float" : $"{Bits}-bit PCM";

    /// <summary>Refuses a name that promises what is not written, or a file that is there and may not be replaced.</summary>
    /// <param name="output">The name.</param>
    /// <param name="mayExist">Whether the file is looked for later.</param>
    /// <exception cref="CommandException">It does.</exception>
    public void Check(string output, bool mayExist = false)
    {
        string extension = Path.GetExtension(output).ToLowerInvariant();
        string? complaint = extension switch
        {
            ".mp3" or ".ogg" or ".oga" or ".opus" or ".m4a" or ".aac" or ".aif" or ".aiff" or ".caf" or ".w64" or ".wma" or ".ape" or ".wv" =>
                $"'{output}': WAV and FLAC are written; name it .wav and convert it afterwards",
            ".flac" when FFmpeg is null => $"'{output}': FLAC is written by way of ffmpeg, and there is none on the PATH, or --ffmpeg none was given",
            ".flac" when Encoding == WaveEncoding.Float32 => $"'{output}': FLAC holds integers; --bits 32 goes with .wav",
            _ => null,
        };
        if (complaint is not null)
        {
            throw new CommandException(complaint);
        }

        if (!MayReplace && !mayExist)
        {
            OutputFiles.CheckIsNew(output);
        }
    }

    /// <summary>Refuses what FLAC cannot hold, as ffmpeg writes it.</summary>
    /// <param name="output">The name.</param>
    /// <param name="sampleRate">Rate of the result, in hertz.</param>
    /// <param name="channelCount">Its channels.</param>
    /// <exception cref="CommandException">It cannot.</exception>
    public static void CheckShape(string output, int sampleRate, int channelCount)
    {
        if (!IsFlac(output))
        {
            return;
        }

        // A frame's header has 16 bits for hertz or tens of hertz, of which all ones are no rate, and 8 arrangements of channels.
        bool isRate = sampleRate < ushort.MaxValue || (sampleRate % 10 == 0 && sampleRate / 10 < ushort.MaxValue);
        string? complaint = channelCount > 8
            ? $"FLAC holds 8 channels at most, and the clip has {channelCount}"
            : !isRate
            ? $"FLAC holds rates below 65,535 Hz, and multiples of 10 Hz below 655,350; --rate is {sampleRate}"
            : null;
        if (complaint is not null)
        {
            throw new CommandException($"'{output}': {complaint}; name it .wav");
        }
    }

    /// <summary>Whether a name asks for FLAC.</summary>
    public static bool IsFlac(string output) => Path.GetExtension(output).Equals(".flac", StringComparison.OrdinalIgnoreCase);
}

/// <summary>How loud a result becomes.</summary>
/// <param name="Decibels">
/// What is added to its level; null for as much below 0 as keeps its peak below full scale, and nothing where it is below anyway.
/// </param>
internal readonly record struct ResultGain(double? Decibels)
{
    /// <summary>Where the peak comes to lie, in decibels of full scale: what converters and codecs behind need to stay below it.</summary>
    public const double AutomaticPeak = -0.1;

    /// <summary>The gain for a result of some peak, in decibels.</summary>
    public double For(float peak) => Decibels ?? (peak > 1 ? AutomaticPeak - (20 * Math.Log10(peak)) : 0);
}
