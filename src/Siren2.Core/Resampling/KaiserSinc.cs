using MathNet.Numerics;

namespace Siren2.Resampling;

/// <summary>
/// The continuous low-pass h(t), t in input samples, that every phase of a resampler is a sample of:
/// <c>h(t) = c·sinc(c·t)·I₀(β·√(1 − (t/T)²)) / I₀(β)</c> for |t| &lt; T, else 0.
/// </summary>
/// <remarks>
/// Derivation. Let r = min(1, L/M) be the lower Nyquist frequency over that of the input. The transition runs from
/// ω₁ = π·r·passband to ω₂ = π·r·stopband (radians per input sample), and the ideal cutoff lies in its middle, c = (ω₁ + ω₂)/2π:
/// windowing smooths the brickwall's edge symmetrically. Kaiser (1974; Oppenheim and Schafer, "Discrete-Time Signal
/// Processing", 7.5.3) found that, for A &gt; 50 dB, the ripple stays below 10^(−A/20) on either side of the edge with
/// <c>β = 0.1102·(A − 8.7)</c> and <c>2T = (A − 7.95) / (2.285·(ω₂ − ω₁))</c>.
/// The fit is good to about half a dB in A and to one lobe of the ripple in the edge, so β is taken for A + 2 and T for A + 4.
/// </remarks>
internal sealed class KaiserSinc
{
    private const double ShapeMargin = 2;
    private const double LengthMargin = 4;

    private readonly double _cutoff;
    private readonly double _beta;
    private readonly double _peak;

    public KaiserSinc(SincQuality quality, RateRatio ratio)
    {
        double lowerNyquist = Math.Min(1, (double)ratio.Up / ratio.Down);
        double transition = Math.PI * lowerNyquist * (quality.StopbandEdge - quality.PassbandEdge);
        _cutoff = lowerNyquist * (quality.PassbandEdge + quality.StopbandEdge) / 2;
        _beta = 0.1102 * (quality.Attenuation + ShapeMargin - 8.7);
        _peak = SpecialFunctions.BesselI0(_beta);
        HalfWidth = (int)Math.Ceiling((quality.Attenuation + LengthMargin - 7.95) / (2 * 2.285 * transition));
    }

    /// <summary>T, rounded up to whole input samples.</summary>
    public int HalfWidth { get; }

    /// <summary>h(t), with t in input samples.</summary>
    public double At(double t)
    {
        double u = t / HalfWidth;
        if (Math.Abs(u) >= 1)
        {
            return 0;
        }

        double window = SpecialFunctions.BesselI0(_beta * Math.Sqrt((1 - u) * (1 + u))) / _peak;
        double x = Math.PI * _cutoff * t;
        return _cutoff * (t == 0 ? 1 : Math.Sin(x) / x) * window;
    }
}
