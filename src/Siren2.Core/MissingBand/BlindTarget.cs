using System.Numerics.Tensors;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// What a blind fit aims at in the missing band: magnitudes of the correction that is added to the baseline, estimated from the
/// baseline alone and capped by an energy that the waveform can afford.
/// </summary>
/// <remarks>
/// The magnitudes are smooth: those of the expected log spectrum (<see cref="MissingBandEnvelope"/>), without the
/// fluctuation that noise has about it. A texture as flat as they are comes closer to any recording's log spectrum than
/// another noise does. The strongest bins are capped first (<see cref="PowerCap"/>), since they cost most energy for the least
/// logarithm (<see cref="EnergyBudget"/>). The transform is the log-spectral distance's: Hann 2048, hop 512;
/// <see cref="Seen"/> gives the target as other transforms see it.
/// </remarks>
internal sealed class BlindTarget
{
    /// <summary>Samples in a frame of the target's transform.</summary>
    public const int FftSize = 2048;

    /// <summary>Samples from one frame of the target to the next.</summary>
    public const int Hop = 512;

    /// <summary>Bins of a frame, from 0 to half of the output rate.</summary>
    public const int Bins = (FftSize / 2) + 1;

    /// <summary>Σw² of a periodic Hann window is three eighths of its length.</summary>
    private const double HannEnergy = 3.0 / 8;

    private const float NegligiblePower = 1e-30f;

    private readonly double _bandEnd;
    private readonly float[] _magnitudes;
    private EnergyBudget? _budget;

    private BlindTarget(int frames, double bandEnd, int firstBin)
    {
        Frames = frames;
        _bandEnd = bandEnd;
        FirstBin = firstBin;
        _magnitudes = new float[frames * Bins];
    }

    /// <summary>Frames: 1 + samples/hop.</summary>
    public int Frames { get; }

    /// <summary>The first bin above the known band; below it there is nothing to add.</summary>
    public int FirstBin { get; }

    /// <summary>Magnitudes of the correction, <c>[frames, bins]</c>, row-major; 0 below <see cref="FirstBin"/>.</summary>
    public ReadOnlySpan<float> Magnitudes => _magnitudes;

    /// <summary>Energy of a correction of these magnitudes: sum of squares of samples.</summary>
    public double Energy { get; private set; }

    /// <summary>Estimated energy of what the clip lacks: sum of squares of samples.</summary>
    public double MissingEnergy => _budget!.MissingEnergy;

    /// <summary>Expected loss of PSNR to the baseline, in dB, from 0.</summary>
    public double ExpectedCost => Cost(Energy);

    /// <summary>Estimates the target.</summary>
    /// <param name="baseline">The low-rate clip at <paramref name="outputRate"/>, <c>[samples]</c>, at least one.</param>
    /// <param name="bandwidth">Where the missing band begins, in hertz. From half of <paramref name="outputRate"/> on nothing is missing.</param>
    /// <param name="outputRate">Rate of the baseline in Hz.</param>
    /// <param name="detail">0: nothing; 1: the whole envelope; between: by expected cost (<see cref="EnergyBudget"/>).</param>
    /// <param name="coherentEnergy">Energy of what is added beside and is coherent with the truth.</param>
    /// <param name="goOn">Called between its steps; throws where the rest is not wanted. Null for nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bandwidth is not positive, the rate below 1, or <paramref name="detail"/> not from 0 to 1.</exception>
    public static BlindTarget Estimate(
        ReadOnlySpan<float> baseline, double bandwidth, int outputRate, double detail, double coherentEnergy = 0, Action? goOn = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandwidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputRate, 1);
        var transform = new ShortTimeFourierTransform(baseline.Length, FftSize, Hop);
        double bandEnd = bandwidth / outputRate;
        int firstBin = Math.Min(FirstBinAbove(bandEnd, FftSize), transform.Bins);
        float[] power = new float[transform.Frames * transform.Bins];
        transform.Power(baseline, power);
        goOn?.Invoke();
        var envelope = MissingBandEnvelope.Extrapolate(power, transform.Frames, firstBin, HannEnergy * FftSize);
        goOn?.Invoke();
        var target = new BlindTarget(transform.Frames, bandEnd, firstBin);
        target.Spend(envelope, bandwidth, detail, coherentEnergy);
        return target;
    }

    /// <summary>Expected loss of PSNR to the baseline for a correction of some energy, in dB.</summary>
    public double Cost(double energy) => _budget!.Cost(energy);

    /// <summary>The magnitudes as another transform of the same signal sees them, <c>[frames, bins]</c> of its.</summary>
    /// <remarks>
    /// Log power is interpolated linearly between the frames and the bins of the target, and scaled by the energy of the window,
    /// which is right for textures whose spectrum is smooth on the scale of both transforms.
    /// </remarks>
    public float[] Seen(ShortTimeFourierTransform transform)
    {
        float[] magnitudes = new float[transform.Frames * transform.Bins];
        double gain = Math.Sqrt(WindowEnergy(transform) / (HannEnergy * FftSize));
        int firstBin = FirstBinAbove(_bandEnd, transform.FftSize);
        for (int frame = 0; frame < transform.Frames; frame++)
        {
            double time = Math.Min((double)frame * transform.Hop / Hop, Frames - 1);
            for (int bin = firstBin; bin < transform.Bins; bin++)
            {
                double frequency = Math.Max((double)bin * FftSize / transform.FftSize, FirstBin);
                magnitudes[(frame * transform.Bins) + bin] = (float)(gain * Interpolate(time, frequency));
            }
        }

        return magnitudes;
    }

    private static int FirstBinAbove(double bandEnd, int fftSize) => (int)Math.Floor(bandEnd * fftSize) + 1;

    private static double WindowEnergy(ShortTimeFourierTransform transform) =>
        transform.WindowLength * (transform.Window == WindowKind.Hann ? HannEnergy : 1);

    private void Spend(MissingBandEnvelope envelope, double knownBandwidth, double detail, double coherentEnergy)
    {
        // Parseval: |X|² over all bins, the mirrored ones included, sums to fft·Σw²/hop times the energy of the signal.
        const double energyPerPower = 2.0 * Hop / (HannEnergy * FftSize * FftSize);
        float[] power = new float[envelope.LogPower.Length];
        double envelopePower = PowerCap.Apply(envelope.LogPower, double.PositiveInfinity, power);
        var budget = new EnergyBudget(envelopePower * energyPerPower, knownBandwidth, detail, coherentEnergy);
        Energy = energyPerPower * PowerCap.Apply(envelope.LogPower, budget.AllowedEnergy / energyPerPower, power);
        _budget = budget;
        for (int frame = 0; frame < Frames; frame++)
        {
            TensorPrimitives.Sqrt(
                power.AsSpan(frame * envelope.Bins, envelope.Bins), _magnitudes.AsSpan((frame * Bins) + FirstBin, envelope.Bins));
        }
    }

    private double Interpolate(double time, double frequency)
    {
        int frame = Math.Min((int)time, Math.Max(0, Frames - 2));
        int bin = Math.Min((int)frequency, Bins - 2);
        int nextFrame = Math.Min(frame + 1, Frames - 1);
        double before = LogMagnitude(frame, bin, frequency - bin);
        double after = LogMagnitude(nextFrame, bin, frequency - bin);
        return Math.Exp(before + ((time - frame) * (after - before)));
    }

    private double LogMagnitude(int frame, int bin, double fraction)
    {
        // A bin below the missing band has weight 0, or does not count: its magnitude is 0.
        double right = Math.Log(_magnitudes[(frame * Bins) + bin + 1] + NegligiblePower);
        double left = bin < FirstBin ? right : Math.Log(_magnitudes[(frame * Bins) + bin] + NegligiblePower);
        return left + (fraction * (right - left));
    }
}
