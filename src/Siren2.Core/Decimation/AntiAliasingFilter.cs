using MathNet.Numerics;

namespace Siren2.Decimation;

/// <summary>
/// The low-pass that went before decimation when a low-rate clip was made: a step down whose gain falls as the distribution
/// function of a normal variable does, <c>H(f) = Φ(z + 0.0105·z³)</c>, <c>z = (Centre − f)/Width</c>, f in units of the low rate's Nyquist
/// frequency. Windowed sincs with Kaiser windows are of this shape to within a hundredth.
/// </summary>
public sealed record AntiAliasingFilter
{
    private const double LowestCentre = 0.5;
    private const double HighestCentre = 1.1;
    private const double NarrowestWidth = 1e-3;
    private const double WidestWidth = 0.2;

    private const double HighestMostGain = 1000;

    // Gain at the Nyquist frequency from which on what folds there is worth telling apart.
    private const double AliasingGain = 0.1;

    // Standard deviations above the centre where the gain has fallen to −80 dB.
    private const double StopbandDistance = 3.31;

    // By how much the tails are lighter than those of a normal variable: windows end. Fitted to SoX and FFmpeg alike.
    private const double Tail = 0.0105;

    /// <summary>Creates the model of a low-pass.</summary>
    /// <param name="centre">Where its gain is ½, 0.5 to 1.1 of the low rate's Nyquist frequency.</param>
    /// <param name="width">Width of its transition: the standard deviation of that variable, 0.001 to 0.2 of the Nyquist frequency.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AntiAliasingFilter(double centre, double width)
    {
        Centre = Within(centre, LowestCentre, HighestCentre, nameof(centre));
        Width = Within(width, NarrowestWidth, WidestWidth, nameof(width));
    }

    private AntiAliasingFilter() => Centre = 1;

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
    public double Centre { get; }

    /// <summary>Width of the transition in the same units; 0 for <see cref="Ideal"/>.</summary>
    public double Width { get; }

    /// <summary>
    /// The most that is made up for, 1 to 1000: beyond, more noise would be raised than signal. Default 20, which is 26 dB; a filter that was
    /// found in a clip goes as far as the noise in it allows.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MostGain
    {
        get;
        init => field = Within(value, 1, HighestMostGain, nameof(MostGain));
    }

    = 20;

    /// <summary>From where on nothing passes, at −80 dB, in units of the low rate's Nyquist frequency; 1 at most.</summary>
    internal double StopbandStart => IsIdeal ? 1 : Math.Min(1, Centre + (StopbandDistance * Width));

    /// <summary>From where on something else may be put in the stopband: what the decimator's model lets pass has ended before.</summary>
    internal double MissingBandStart => Math.Min(1, (1 + MissingBandEdge.Width) * StopbandStart);

    /// <summary>Whether nothing is to be undone.</summary>
    internal bool IsIdeal => Width == 0;

    /// <summary>Whether so much passes the Nyquist frequency that it counts.</summary>
    internal bool Aliases => !IsIdeal && Gain(1) >= AliasingGain;

    /// <summary>The gain H(f).</summary>
    /// <param name="frequency">f in units of the low rate's Nyquist frequency, at least 0.</param>
    public double Gain(double frequency) =>
        IsIdeal ? (frequency <= 1 ? 1 : 0) : NormalTail((frequency - Centre) / Width);

    /// <summary>
    /// The decimator's gain at the low rate, for what lies at f and folds from 2 − f together: <c>√(H(f)² + H(2 − f)²)</c>, but not below
    /// 1/<see cref="MostGain"/>, so that it can be undone.
    /// </summary>
    /// <param name="frequency">f, 0 to 1.</param>
    internal double FoldedGain(double frequency)
    {
        const double order = 16;
        double gain = double.Hypot(Gain(frequency), Gain(2 - frequency));
        return Math.Pow(Math.Pow(gain, order) + Math.Pow(1 / MostGain, order), 1 / order);
    }

    /// <summary>What is left of the decimator's gain beside <see cref="FoldedGain"/>: the share of f in what meets at the low rate.</summary>
    /// <param name="frequency">f, 0 to 2.</param>
    /// <param name="hasMirror">Whether the spectrum at the high rate reaches 2 − f, so that something folds from there.</param>
    internal double Share(double frequency, bool hasMirror)
    {
        double mirrored = hasMirror ? Gain(2 - frequency) : 0;
        double own = Gain(frequency);
        return own + mirrored == 0 ? (frequency < 1 ? 1 : 0) : own / double.Hypot(own, mirrored);
    }

    /// <summary>1 − Φ(z + <see cref="Tail"/>·z³).</summary>
    private static double NormalTail(double z) => 0.5 * SpecialFunctions.Erfc(z * (1 + (Tail * z * z)) / Math.Sqrt(2));

    private static double Within(double value, double lowest, double highest, string name) => value >= lowest && value <= highest
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"The value must be from {lowest} to {highest}."));
}
