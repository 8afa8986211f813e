using MathNet.Numerics;

namespace Siren2.Decimation;

/// <summary>
/// The low-pass that went before decimation when a low-rate clip was made: a step down whose gain falls as the distribution
/// function of a normal variable does, <c>H(f) = Φ(z + 0.0105·z³)</c>, <c>z = (Center − f)/Width</c>, f in units of the low rate's Nyquist
/// frequency. Windowed sincs with Kaiser windows are of this shape to within a hundredth.
/// </summary>
/// <example>
/// <code>
/// var fromFFmpeg = new UpsamplerOptions { InputFilter = AntiAliasingFilter.FFmpeg };
/// </code>
/// </example>
public sealed record AntiAliasingFilter
{
    private const double LowestCenter = 0.5;
    private const double HighestCenter = 1.1;
    private const double NarrowestWidth = 1e-3;
    private const double WidestWidth = 0.2;

    private const double HighestMaximumGain = 1000;

    // By how much the tails are lighter than those of a normal variable: windows end. Fitted to SoX and FFmpeg alike.
    private const double Tail = 0.0105;

    /// <summary>Creates the model of a low-pass.</summary>
    /// <param name="center">Where its gain is ½, 0.5 to 1.1 of the low rate's Nyquist frequency.</param>
    /// <param name="width">Width of its transition: the standard deviation of that variable, 0.001 to 0.2 of the Nyquist frequency.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AntiAliasingFilter(double center, double width)
    {
        Center = Within(center, LowestCenter, HighestCenter, nameof(center));
        Width = Within(width, NarrowestWidth, WidestWidth, nameof(width));
    }

    private AntiAliasingFilter() => Center = 1;

    /// <summary>A brickwall at the Nyquist frequency: the Fourier method. There is nothing to undo.</summary>
    public static AntiAliasingFilter Ideal { get; } = new();

    /// <summary>
    /// <c>rate -v</c> of SoX, and libsoxr at its very high quality: −3 dB at 0.95, −14 dB at 0.965. Measured with sines, to a hundredth of the
    /// gain; <c>-h</c> differs by less than that up to 0.95, and by at most 0.06 above.
    /// </summary>
    public static AntiAliasingFilter Sox { get; } = new(0.9556, 0.0104);

    /// <summary>
    /// The resampler of FFmpeg at its defaults: −1 dB at 0.9, −6 dB at 0.97, −22 dB at 1.05. It lets a sliver above the Nyquist frequency
    /// fold. Measured with sines, to two hundredths of the gain.
    /// </summary>
    public static AntiAliasingFilter FFmpeg { get; } = new(0.97, 0.0583);

    /// <summary>Where the gain is ½, in units of the low rate's Nyquist frequency; 1 for <see cref="Ideal"/>.</summary>
    public double Center { get; }

    /// <summary>Width of the transition in the same units; 0 for <see cref="Ideal"/>.</summary>
    public double Width { get; }

    /// <summary>
    /// The most that is made up for, 1 to 1000: beyond, more noise would be raised than signal. Default 10, which is 20 dB; a filter that was
    /// found in a clip goes as far as the noise in it allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MaximumGain
    {
        get;
        init => field = Within(value, 1, HighestMaximumGain, nameof(MaximumGain));
    }

    = 10;

    /// <summary>Whether nothing is to be undone.</summary>
    internal bool IsIdeal => Width == 0;

    /// <summary>The gain H(f).</summary>
    /// <param name="frequency">f in units of the low rate's Nyquist frequency, at least 0.</param>
    public double Gain(double frequency) =>
        IsIdeal ? (frequency <= 1 ? 1 : 0) : NormalTail((frequency - Center) / Width);

    /// <summary>
    /// By how much the low rate's spectrum is multiplied to undo the filter: Wiener's gain <c>H·(1 + ν)/(H² + H(2 − f)² + ν)</c>, for which noise and
    /// what folds from 2 − f are no signal, and never below 1. The noise ν is such that <see cref="MaximumGain"/> is the most that it reaches.
    /// </summary>
    /// <param name="frequency">f, 0 to 1.</param>
    internal double Correction(double frequency)
    {
        double root = MaximumGain - Math.Sqrt((MaximumGain * MaximumGain) - 1);
        double noise = root * root;
        double own = Gain(frequency);
        double folded = Gain(2 - frequency);
        return Math.Max(1, own * (1 + noise) / ((own * own) + (folded * folded) + noise));
    }

    /// <summary>1 − Φ(z + <see cref="Tail"/>·z³).</summary>
    private static double NormalTail(double z) => 0.5 * SpecialFunctions.Erfc(z * (1 + (Tail * z * z)) / Math.Sqrt(2));

    private static double Within(double value, double lowest, double highest, string name) => value >= lowest && value <= highest
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"The value must be from {lowest} to {highest}."));
}
