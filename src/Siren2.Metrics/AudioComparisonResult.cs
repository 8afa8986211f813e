namespace Siren2.Metrics;

/// <summary>
/// All metrics of an estimate against its reference. Of several channels each figure is the mean over the channels in which it is
/// defined, and <see cref="double.NaN"/> where it is defined in none.
/// </summary>
public sealed record AudioComparisonResult
{
    /// <summary>Peak signal-to-noise ratio in dB with a peak of 1 (<see cref="SignalMetrics.Psnr"/>).</summary>
    public required double Psnr { get; init; }

    /// <summary>Signal-to-noise ratio in dB (<see cref="SignalMetrics.Snr"/>).</summary>
    public required double Snr { get; init; }

    /// <summary>Scale-invariant signal-to-distortion ratio in dB (<see cref="SignalMetrics.SiSdr"/>).</summary>
    public required double SiSdr { get; init; }

    /// <summary>Log-spectral distance, <see cref="LogSpectralDistanceOptions.Hann2048"/>.</summary>
    public required double LsdHann { get; init; }

    /// <summary>Log-spectral distance, <see cref="LogSpectralDistanceOptions.Rectangular2048"/>.</summary>
    public required double LsdRectangular { get; init; }

    /// <summary>Log-spectral distance, <see cref="LogSpectralDistanceOptions.ApBwe"/>.</summary>
    public required double LsdApBwe { get; init; }

    /// <summary>As <see cref="LsdHann"/>, missing band only; null where no band is missing or no input rate was given.</summary>
    public required double? MissingBandLsdHann { get; init; }

    /// <summary>
    /// As <see cref="LsdRectangular"/>, missing band only; null where no band is missing or no input rate was given.
    /// </summary>
    public required double? MissingBandLsdRectangular { get; init; }

    /// <summary>As <see cref="LsdApBwe"/>, missing band only; null where no band is missing or no input rate was given.</summary>
    public required double? MissingBandLsdApBwe { get; init; }

    /// <summary>
    /// Errors of the missing band's level (<see cref="MissingBandMetrics.LevelErrors"/>); null where no band is missing, no input rate was given, or
    /// the rate is below 250 Hz.
    /// </summary>
    public required MissingBandLevelErrors? MissingBandLevelErrors { get; init; }

    /// <summary>
    /// Onset rise of the missing band (<see cref="MissingBandMetrics.MeanOnsetRise"/>), onsets counted in all channels; null as
    /// <see cref="MissingBandLevelErrors"/>.
    /// </summary>
    public required OnsetRise? MissingBandOnsetRise { get; init; }

    /// <summary>
    /// Correlation of the missing band between channels (<see cref="MissingBandMetrics.InterChannelCorrelation"/>); null as
    /// <see cref="MissingBandLevelErrors"/>, and for a single channel.
    /// </summary>
    public required ChannelCorrelation? MissingBandChannelCorrelation { get; init; }

    /// <summary>Spectral convergence without a window (<see cref="SpectralMetrics.SpectralConvergence"/>).</summary>
    public required double SpectralConvergence { get; init; }

    /// <summary>Envelope distance (<see cref="EnvelopeMetrics.EnvelopeDistance"/>).</summary>
    public required double EnvelopeDistance { get; init; }

    /// <summary>STOI (<see cref="Intelligibility.Stoi"/>); <see cref="double.NaN"/> where undefined.</summary>
    public required double Stoi { get; init; }

    /// <summary>ESTOI (<see cref="Intelligibility.ExtendedStoi"/>); <see cref="double.NaN"/> where undefined.</summary>
    public required double ExtendedStoi { get; init; }
}
