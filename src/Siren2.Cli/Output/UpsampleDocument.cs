using System.Text.Json.Serialization;
using Siren2.Metrics;

namespace Siren2.Cli.Output;

/// <summary>What <c>upsample</c> writes as JSON.</summary>
/// <param name="Mode">"blind" or "guided": every figure belongs to that mode.</param>
/// <param name="Meaning">What a figure of that mode means.</param>
/// <param name="Files">The files, as they were given.</param>
/// <param name="Settings">The options of the fit.</param>
/// <param name="Input">Format of the low-rate clip.</param>
/// <param name="Output">Format of the result.</param>
/// <param name="Report">What was done.</param>
/// <param name="Size">What the fit would take as a file; null of a clip that was worked on part by part, whose fit is not kept.</param>
/// <param name="Comparison">Guided: figures against the reference; null in a blind fit, and of a clip that was worked on part by part.</param>
/// <param name="Machine">Where it was done.</param>
internal sealed record UpsampleDocument(
    string Mode,
    string Meaning,
    FilesDocument Files,
    SettingsDocument Settings,
    ClipDocument Input,
    ClipDocument Output,
    ReportDocument Report,
    SizeDocument? Size,
    GuidedComparison? Comparison,
    MachineDescription Machine)
{
    /// <summary>Blind: figures against an original that the fit never saw; left out where none was given.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BlindComparison? BesideOriginal { get; init; }

    /// <summary>How the samples of the result were stored.</summary>
    public LevelsDocument? Levels { get; init; }

    /// <summary>What was said of the files: that the clip was cut off, what does not come along.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>How the samples of a result were stored.</summary>
/// <param name="Bits">Bits of each; 32 are floats.</param>
/// <param name="GainDecibels">What was added to the level.</param>
/// <param name="ClippedSamples">Samples beyond full scale, all channels together, that were clipped.</param>
internal sealed record LevelsDocument(int Bits, double GainDecibels, long ClippedSamples)
{
    /// <summary>What is said of it where samples were clipped; null where none was.</summary>
    public string? ClippingNote() => ClippedSamples == 0
        ? null
        : $"{Figure.Of(ClippedSamples)} samples beyond full scale were clipped in the result; --gain auto or --bits 32 keeps them";
}

/// <summary>The files of an upsampling.</summary>
/// <param name="Input">The low-rate clip.</param>
/// <param name="Output">The result.</param>
/// <param name="Reference">Guided: the original that the fit knew.</param>
/// <param name="Original">Blind: the original, for figures and page alone.</param>
internal sealed record FilesDocument(
    string Input, string Output, string? Reference, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Original = null);

/// <summary>Size of a fit, so that nobody takes one for compression.</summary>
/// <param name="Parameters">Numbers that the networks are made of.</param>
/// <param name="Bytes">Bytes of the fit as a file, the clip included.</param>
/// <param name="Pcm16Bytes">Bytes of the output as 16-bit samples.</param>
internal sealed record SizeDocument(long Parameters, long Bytes, long Pcm16Bytes);

/// <summary>The options of a fit, as the command line has them.</summary>
internal sealed record SettingsDocument(
    string Preset, double Detail, int Seed, double? Bandwidth, string InputFilter, string Levels, string Texture);

/// <summary>Interpolation and result against the reference.</summary>
/// <param name="Sinc">The sinc baseline's figures.</param>
/// <param name="Guided">The result's figures.</param>
internal sealed record GuidedComparison(AudioComparisonResult Sinc, AudioComparisonResult Guided);

/// <summary>Interpolation and result against an original that the fit never saw.</summary>
/// <param name="Sinc">The sinc baseline's figures.</param>
/// <param name="Blind">The result's figures.</param>
internal sealed record BlindComparison(AudioComparisonResult Sinc, AudioComparisonResult Blind);
