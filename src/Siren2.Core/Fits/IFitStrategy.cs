using Siren2.Baseline;
using Siren2.Reports;

namespace Siren2.Fits;

/// <summary>
/// All in which blind and guided fits of a clip differ. Everything else, from baseline to report, is one <see cref="ClipFit"/>.
/// </summary>
internal interface IFitStrategy
{
    /// <summary>What the fit knows; how logs, progress and reports call it.</summary>
    FitMode Mode { get; }

    /// <summary>Sizes and steps of the networks.</summary>
    NetworkOptions Networks { get; }

    /// <summary>What the fit knows beside the clip; null for nothing.</summary>
    AudioClip? Reference { get; }

    /// <summary>
    /// Whether neighbors add unrelated textures to the baseline, whose powers add where they overlap; else they approximate one waveform.
    /// </summary>
    bool IsTexture { get; }

    /// <summary>Whether a refinement leaves textures at the levels that their fit has found.</summary>
    bool KeepsLevels { get; }

    /// <summary>What is known of a clip's band.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="outputRate">Rate of the result in hertz.</param>
    /// <param name="goOn">Called again and again; throws where the rest is not wanted. Null for nobody.</param>
    InputBand BandOf(IAudioSource clip, int outputRate, Action? goOn = null);

    /// <summary>What the networks of every channel are fitted to; null for channels with nothing to fit.</summary>
    IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, FitMonitor monitor);

    /// <summary>Makes corrections of whole channels of what was joined of their segments, in place, <c>[channel][samples]</c>.</summary>
    FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor);
}

/// <summary>What a fit says of its result.</summary>
/// <param name="IsProjected">Whether the correction was projected onto the missing band.</param>
/// <param name="IsFilled">Blind: whether anything was put into the missing band of any channel.</param>
/// <param name="PsnrCost">Blind: expected loss of PSNR against the baseline, in dB.</param>
/// <param name="Gain">Guided: gain in PSNR over the baseline, in dB.</param>
internal sealed record FitFigures(bool IsProjected, bool IsFilled, double? PsnrCost, double? Gain);
