namespace Siren2.Metrics;

/// <summary>
/// One definition of the log-spectral distance. Published figures differ in window, floor and band, and are comparable
/// only under the same definition: say which one a figure belongs to.
/// </summary>
public sealed record LogSpectralDistanceOptions
{
    /// <summary>The largest permitted <see cref="FftSize"/>.</summary>
    public const int MaximumFftSize = 1 << 20;

    /// <summary>Periodic Hann window of 2048, hop 512, whole band, <c>log10(power + 1e-8)</c>. The default definition.</summary>
    public static LogSpectralDistanceOptions Hann2048 { get; } = new();

    /// <summary>
    /// No window, frames of 2048, hop 512, whole band, <c>log10(power + 1e-8)</c>: the definition of the experiment that
    /// this library starts from. Leakage of the loud low band covers the missing one, so its figures are the lowest.
    /// </summary>
    public static LogSpectralDistanceOptions Rectangular2048 { get; } = new() { IsWindowed = false };

    /// <summary>
    /// The definition of AP-BWE (Lu et al. 2024, arXiv 2401.06387, <c>cal_lsd</c> of its evaluation script): periodic Hann
    /// window of 2048, hop 512, whole band, <c>log10(max(power, 1e-8))</c>.
    /// </summary>
    public static LogSpectralDistanceOptions ApBwe { get; } = new() { FloorKind = PowerFloor.Clamped };

    /// <summary>
    /// Samples per frame: even, from 2 to <see cref="MaximumFftSize"/>; default 2048. Powers of two are fastest.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is odd or out of range.</exception>
    public int FftSize
    {
        get;
        init => field = value is >= 2 and <= MaximumFftSize && value % 2 == 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(FftSize), value, $"{nameof(FftSize)} must be even and from 2 to {MaximumFftSize}.");
    } = 2048;

    /// <summary>Samples from one frame to the next, at least 1; default 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Hop
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Hop), value, $"{nameof(Hop)} must be at least 1.");
    } = 512;

    /// <summary>Whether frames are seen through a periodic Hann window, as they are by default; else as they are.</summary>
    public bool IsWindowed { get; init; } = true;

    /// <summary>Whether the floor is added or clamps; default <see cref="PowerFloor.Added"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public PowerFloor FloorKind
    {
        get;
        init => field = value is PowerFloor.Added or PowerFloor.Clamped
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FloorKind), value, $"{nameof(FloorKind)} must be Added or Clamped.");
    } = PowerFloor.Added;

    /// <summary>
    /// The floor, in units of <c>|X|²</c> of an unnormalized transform of samples of full scale 1: positive and finite;
    /// default 1e-8.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double Floor
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Floor), value, $"{nameof(Floor)} must be positive and finite.");
    } = 1e-8;

    /// <summary>The first bin that counts, from 0 to <c>FftSize / 2</c>; default 0, the whole band.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int FirstBin
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(FirstBin), value, $"{nameof(FirstBin)} must be at least 0.");
    }

    /// <summary>
    /// The same definition for the bins whose center lies strictly above a frequency. With half the rate of a low-rate
    /// input as the frequency this is the distance in the missing band.
    /// </summary>
    /// <param name="frequency">In hertz, at least 0 and below half of <paramref name="sampleRate"/>.</param>
    /// <param name="sampleRate">Rate of the signals that are compared, in hertz, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public LogSpectralDistanceOptions Above(double frequency, int sampleRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (!(frequency >= 0 && frequency < sampleRate / 2.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(frequency),
                frequency,
                $"The frequency must be from 0 to below {sampleRate / 2.0} Hz, half the sample rate.");
        }

        return this with { FirstBin = (int)Math.Floor(frequency * FftSize / sampleRate) + 1 };
    }
}
