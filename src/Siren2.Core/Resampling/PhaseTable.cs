using System.Numerics.Tensors;
using Siren2.Kernels.Polyphase;

namespace Siren2.Resampling;

/// <summary>
/// The kernel sampled at every offset between input samples that an output can have, or, where there are too many of
/// them, on a regular grid of offsets between which the result is interpolated.
/// </summary>
/// <remarks>
/// Row ρ holds the taps of an output that lies a fraction ρ/P after an input sample: tap j weighs the input sample that lies
/// <c>j − (T − 1)</c> after that one, with <c>h(ρ/P + T − 1 − j)</c>, j = 0…2T−1. Each row is scaled to sum to 1, so DC passes
/// exactly. With P = L every output falls on a row. Otherwise four rows, at distances −1, 0, 1, 2 grid steps, are combined by
/// cubic Lagrange interpolation. Its error for a tone at ω radians per input sample is the remainder term
/// <c>|s(s−1)(s+1)(s−2)|/4!·(ω/P)⁴ ≤ 3/128·(ω/P)⁴</c> times the tone. All that h lets through has ω ≤ π·r·stopband, r as in
/// <see cref="KaiserSinc"/>, so P = ⌈256·r·stopband⌉ keeps it below 3/128·(π/256)⁴ = 5.3·10⁻¹⁰, or −185 dB: beneath every
/// attenuation on offer.
/// </remarks>
internal sealed class PhaseTable
{
    private const int InterpolatedPhases = 256;
    private const int MaximumExactPhases = 512;

    private readonly double[] _rows;
    private readonly int _phaseCount;
    private readonly int _period;

    public PhaseTable(SincQuality quality, RateRatio ratio)
        : this(quality, ratio, ratio.Up <= Math.Max(Interpolated(quality, ratio), MaximumExactPhases * LowerNyquist(ratio)))
    {
    }

    private PhaseTable(SincQuality quality, RateRatio ratio, bool isExact)
    {
        var kernel = new KaiserSinc(quality, ratio);
        _period = ratio.Up;
        IsExact = isExact;
        _phaseCount = IsExact ? ratio.Up : Interpolated(quality, ratio);
        HalfWidth = kernel.HalfWidth;
        Attenuation = quality.Attenuation;

        int rowCount = IsExact ? _phaseCount : _phaseCount + 3;
        int firstPhase = IsExact ? 0 : -1;
        _rows = new double[rowCount * TapCount];

        // The kernel is even: one side of it serves all rows.
        var side = new double[(HalfWidth * _phaseCount) + 1];
        for (int i = 0; i < side.Length; i++)
        {
            side[i] = kernel.At((double)i / _phaseCount);
        }

        for (int row = 0; row < rowCount; row++)
        {
            FillRow(_rows.AsSpan(row * TapCount, TapCount), side, row + firstPhase);
        }
    }

    /// <summary>A table for outputs that lie anywhere between the input samples, at a rate that is no lower than theirs.</summary>
    public static PhaseTable ForInstants(SincQuality quality) => new(quality, new RateRatio(1, 1), isExact: false);

    /// <summary>Whether every output falls on a row of its own.</summary>
    public bool IsExact { get; }

    /// <summary>The attenuation that the kernel was designed for, in dB.</summary>
    public double Attenuation { get; }

    /// <summary>T: input samples that an output reaches to either side.</summary>
    public int HalfWidth { get; }

    /// <summary>2T: input samples that an output is made of.</summary>
    public int TapCount => 2 * HalfWidth;

    /// <summary>The taps of an output <paramref name="index"/>/P after an input sample, where the table <see
    /// cref="IsExact"/>.</summary>
    public ReadOnlySpan<double> Row(int index) => _rows.AsSpan(index * TapCount, TapCount);

    /// <summary>The output <paramref name="remainder"/>/L after the input sample at index T − 1 of <paramref
    /// name="input"/>.</summary>
    /// <param name="input">The input samples within reach, <c>[TapCount]</c>.</param>
    /// <param name="remainder">Position between input samples in units of 1/L, from 0 to L − 1.</param>
    public double Gather(ReadOnlySpan<double> input, int remainder)
    {
        if (IsExact)
        {
            return TensorPrimitives.Dot(Row(remainder), input);
        }

        (int first, double s) = Locate(remainder);
        return Interpolate(input, first, s);
    }

    /// <summary>The output <paramref name="fraction"/> of a sample after the input sample at index T − 1 of <paramref
    /// name="input"/>; for a table that is not <see cref="IsExact"/>.</summary>
    /// <param name="input">The input samples within reach, <c>[TapCount]</c>.</param>
    /// <param name="fraction">Position between input samples, from 0 to below 1.</param>
    public double GatherAt(ReadOnlySpan<double> input, double fraction)
    {
        double row = fraction * _phaseCount;
        int first = (int)row;
        return Interpolate(input, first, row - first);
    }

    private double Interpolate(ReadOnlySpan<double> input, int first, double s)
    {
        (double a, double b, double c, double d) = LagrangeWeights(s);
        return BlendedDot.Compute(_rows.AsSpan(first * TapCount, 4 * TapCount), input, a, b, c, d);
    }

    private static double LowerNyquist(RateRatio ratio) => Math.Min(1, (double)ratio.Up / ratio.Down);

    private static int Interpolated(SincQuality quality, RateRatio ratio) =>
        (int)Math.Ceiling(InterpolatedPhases * LowerNyquist(ratio) * Math.Max(1, quality.StopbandEdge));

    /// <summary>The taps of the phase <paramref name="phase"/>/P, from the kernel's values at 0, 1/P, 2/P …</summary>
    private void FillRow(Span<double> row, ReadOnlySpan<double> side, int phase)
    {
        for (int j = 0; j < row.Length; j++)
        {
            int i = Math.Abs(phase + (_phaseCount * (HalfWidth - 1 - j)));
            row[j] = i < side.Length ? side[i] : 0;
        }

        TensorPrimitives.Divide(row, TensorPrimitives.Sum<double>(row), row);
    }

    /// <summary>Cubic Lagrange basis on the nodes −1, 0, 1, 2 at 0 ≤ s &lt; 1.</summary>
    private static (double A, double B, double C, double D) LagrangeWeights(double s) => (
        -s * (s - 1) * (s - 2) / 6,
        (s + 1) * (s - 1) * (s - 2) / 2,
        -(s + 1) * s * (s - 2) / 2,
        (s + 1) * s * (s - 1) / 6);

    private (int First, double Fraction) Locate(int remainder)
    {
        (long row, long rest) = Math.DivRem((long)remainder * _phaseCount, _period);
        return ((int)row, (double)rest / _period);
    }
}
