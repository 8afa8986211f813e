using Siren2.Cli.Clips;
using Siren2.Cli.Output;

namespace Siren2.Cli.Upsampling;

/// <summary>What <c>upsample</c> was asked for.</summary>
/// <param name="Files">The files.</param>
/// <param name="Rate">Rate of the result in hertz.</param>
/// <param name="Report">The page to write; null for none.</param>
/// <param name="Settings">The options of the fit, as the command line has them.</param>
/// <param name="Options">The same, as the library has them.</param>
/// <param name="Format">How the result is written.</param>
internal sealed record UpsampleJob(
    FilesDocument Files, int Rate, string? Report, SettingsDocument Settings, UpsamplerOptions Options, ResultFormat Format)
{
    /// <summary>
    /// Samples of a result, all channels together, that is worked on in memory: 2²¹, which the library promises to fit as one part. Longer ones
    /// are worked on part by part.
    /// </summary>
    public const long LongestInMemory = 1 << 21;

    /// <summary>Samples of a result that has a page, for which the whole of it has to be in memory: 2²³, which take less than 1 GB.</summary>
    public const long LongestWithReport = 1 << 23;

    public FitMode Mode => Files.Reference is null ? FitMode.Blind : FitMode.Guided;

    /// <summary>Does it.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="terminal">The program's.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="reference">Guided: the original; null in a blind fit.</param>
    /// <param name="original">Blind: the original, which the fit is not shown; null where there is none.</param>
    /// <returns>Every figure, and what is to be said.</returns>
    public UpsampleDocument Run(
        OpenClip clip, IProgress<FitProgress> progress, Terminal terminal, CancellationToken cancellationToken, OpenClip? reference = null,
        OpenClip? original = null)
    {
        CarriedMetadata carried = CarriedMetadata.Of(clip.Metadata, clip.SampleRate, Rate, ResultFormat.IsFlac(Files.Output));
        var writer = new ResultWriter(Files.Output, Format, carried.Metadata, terminal);
        IEnumerable<string?> notes = [.. clip.Notes, .. reference?.Notes ?? [], .. original?.Notes ?? [], carried.Note];
        string[] said = [.. notes.OfType<string>()];
        try
        {
            return IsInMemory(clip)
                ? new WholeClip(this, writer, said, progress, cancellationToken).Run(clip.ReadAll(), reference?.ReadAll(), original?.ReadAll())
                : new ClipInParts(this, writer, said, progress, cancellationToken).Run(clip, reference);
        }
        catch (ArgumentException e)
        {
            // What the library does not take, it says of a clip, whose file it does not know.
            throw new CommandException($"'{(e.ParamName == nameof(reference) ? Files.Reference : Files.Input)}': {ErrorText.Of(e)}", e);
        }
    }

    /// <summary>Whether a clip is worked on in memory.</summary>
    /// <exception cref="CommandException">It is too long for the page that was asked for.</exception>
    public bool IsInMemory(IAudioSource clip)
    {
        double samples = (double)clip.Length * clip.ChannelCount * Rate / clip.SampleRate;
        if (Report is null && Files.Original is null)
        {
            return samples <= LongestInMemory;
        }

        if (samples > LongestWithReport)
        {
            var length = TimeSpan.FromSeconds((double)clip.Length / clip.SampleRate);
            var longest = TimeSpan.FromSeconds((double)LongestWithReport / clip.ChannelCount / Rate);
            throw new CommandException(
                $"{(Report is null ? "--original" : "--report")} takes clips of at most {Figure.Clock(longest)} at this rate and with this "
                    + $"many channels, since it keeps all in memory; '{Files.Input}' lasts {Figure.Clock(length)}");
        }

        return true;
    }
}
