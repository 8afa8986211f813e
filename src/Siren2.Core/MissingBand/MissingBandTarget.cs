using System.Buffers;
using System.Numerics.Tensors;

namespace Siren2.MissingBand;

/// <summary>
/// What a blind fit aims at in the missing band of a channel: magnitudes of the correction that is added to the baseline, from the levels that a model expects,
/// capped by an energy that the waveform can afford.
/// </summary>
/// <remarks>
/// The magnitudes are smooth: those of the expected log spectrum, without the
/// fluctuation that noise has about it. A texture as flat as they are comes closer to any recording's log spectrum than
/// another noise does. The strongest bins are capped first (<see cref="PowerCap"/>), since they cost most energy for the least
/// logarithm. The transform is the log-spectral distance's: Hann 2048, hop 512. Immutable: several threads may use one at once.
/// </remarks>
public sealed class MissingBandTarget
{
    /// <summary>Samples in a frame of the target's transform.</summary>
    public const int FftSize = 2048;

    /// <summary>Samples from one frame of the target to the next.</summary>
    public const int Hop = 512;

    /// <summary>Bins of a frame, from 0 to half of the output rate.</summary>
    public const int Bins = (FftSize / 2) + 1;

    /// <summary>Σw² of a periodic Hann window is three eighths of its length.</summary>
    internal const double WindowEnergy = 3.0 / 8 * FftSize;

    /// <summary>Parseval: |X|² over all bins, the mirrored ones included, sums to fft·Σw²/hop times the energy of the signal.</summary>
    internal const double EnergyPerPower = 2.0 * Hop / (FftSize * WindowEnergy);

    private readonly IEnergyBudget _budget;
    private readonly double _coherentEnergy;
    private readonly float[] _magnitudes;

    private MissingBandTarget(MissingBandLevels levels, int frames, int firstBin, int sampleRate, IEnergyBudget budget, double coherentEnergy, double detail)
    {
        _budget = budget;
        _coherentEnergy = coherentEnergy;
        Frames = frames;
        FirstBin = firstBin;
        SampleRate = sampleRate;
        _magnitudes = new float[frames * Bins];
        int bins = Bins - firstBin;
        float[] rented = ArrayPool<float>.Shared.Rent(2 * frames * bins);
        Span<float> logPower = rented.AsSpan(0, frames * bins);
        Span<float> power = rented.AsSpan(frames * bins, frames * bins);
        LevelGrid.Fill(levels, levels.ExpectedLevel, sampleRate, firstBin, bins, logPower);
        MissingEnergy = EnergyPerPower * PowerCap.Apply(logPower, double.PositiveInfinity, power);
        LevelGrid.Fill(levels, levels.Mean, sampleRate, firstBin, bins, logPower);
        AllowedEnergy = budget.AllowedEnergy(MissingEnergy, coherentEnergy, detail);
        Energy = EnergyPerPower * PowerCap.Apply(logPower, AllowedEnergy / EnergyPerPower, power);
        for (int frame = 0; frame < frames; frame++)
        {
            TensorPrimitives.Sqrt(power.Slice(frame * bins, bins), _magnitudes.AsSpan((frame * Bins) + firstBin, bins));
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Rate of the baseline in hertz.</summary>
    public int SampleRate { get; }

    /// <summary>Frames: 1 + samples/hop.</summary>
    public int Frames { get; }

    /// <summary>The first bin above the known band; below it there is nothing to add.</summary>
    public int FirstBin { get; }

    /// <summary>Magnitudes of the correction, <c>[frames, bins]</c>, row-major; 0 below <see cref="FirstBin"/>.</summary>
    public ReadOnlySpan<float> Magnitudes => _magnitudes;

    /// <summary>Energy of a correction of these magnitudes: sum of squares of samples.</summary>
    public double Energy { get; }

    /// <summary>Energy that the budget allows; infinite where it sets no limit.</summary>
    public double AllowedEnergy { get; }

    /// <summary>Estimated energy of what the clip lacks: sum of squares of samples.</summary>
    public double MissingEnergy { get; }

    /// <summary>Expected loss of PSNR to the baseline, in dB, from 0.</summary>
    public double ExpectedCost => Cost(Energy);

    /// <summary>Estimates the target.</summary>
    /// <param name="baseline">The low-rate clip at <paramref name="sampleRate"/>, <c>[samples]</c>, at least one.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz. From half of <paramref name="sampleRate"/> on nothing is missing.</param>
    /// <param name="sampleRate">Rate of the baseline in hertz.</param>
    /// <param name="detail">0: nothing; 1: all that the model expects; between: by what the budget allows.</param>
    /// <param name="coherentEnergy">Energy of what is added beside and is coherent with the truth.</param>
    /// <param name="model">Tells the levels; null for <see cref="LineModel"/>.</param>
    /// <param name="budget">Tells what may be spent; null for <see cref="EnergyBudget"/>.</param>
    /// <param name="cancellationToken">Ends the estimate soon.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band edge is not positive, the rate below 1, or <paramref name="detail"/> not from 0 to 1.</exception>
    /// <exception cref="ArgumentException">The baseline is empty.</exception>
    public static MissingBandTarget Estimate(
        ReadOnlySpan<float> baseline,
        double bandEdge,
        int sampleRate,
        double detail,
        double coherentEnergy = 0,
        IMissingBandModel? model = null,
        IEnergyBudget? budget = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandEdge);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (baseline.IsEmpty)
        {
            throw new ArgumentException("The baseline has no samples; at least one is needed.", nameof(baseline));
        }

        MissingBandLevels? levels = LevelsOf(baseline, bandEdge, sampleRate, model ?? LineModel.Default, cancellationToken);
        return FromLevels(levels, bandEdge, baseline.Length, sampleRate, detail, coherentEnergy, budget);
    }

    /// <summary>Makes a target of levels that are known.</summary>
    /// <param name="levels">The levels; null where nothing is missing, or nothing is known of it.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz.</param>
    /// <param name="length">Samples of the baseline, at least 1.</param>
    /// <param name="sampleRate">Rate of the baseline in hertz.</param>
    /// <param name="detail">0: nothing; 1: all that the model expects; between: by what the budget allows.</param>
    /// <param name="coherentEnergy">Energy of what is added beside and is coherent with the truth.</param>
    /// <param name="budget">Tells what may be spent; null for <see cref="EnergyBudget"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band edge is not positive, the length or the rate below 1, or <paramref name="detail"/> not from 0 to 1.</exception>
    public static MissingBandTarget FromLevels(
        MissingBandLevels? levels, double bandEdge, int length, int sampleRate, double detail, double coherentEnergy = 0, IEnergyBudget? budget = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bandEdge);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        int firstBin = levels is null ? Bins : Math.Min(FirstBinAbove(bandEdge / sampleRate), Bins);
        return new MissingBandTarget(
            levels ?? Nothing(sampleRate), 1 + (length / Hop), firstBin, sampleRate, budget ?? EnergyBudget.Default, coherentEnergy, detail);
    }

    /// <summary>What a model expects above a band edge; null where nothing is missing, or the model has nothing to say.</summary>
    internal static MissingBandLevels? LevelsOf(
        ReadOnlySpan<float> baseline, double bandEdge, int sampleRate, IMissingBandModel model, CancellationToken cancellationToken) =>
        FirstBinAbove(bandEdge / sampleRate) < Bins && bandEdge >= model.LowestBandEdge
            ? model.Predict(baseline, sampleRate, bandEdge, 0.5 * sampleRate, cancellationToken)
            : null;

    /// <summary>Expected loss of PSNR to the baseline for a correction of some energy, in dB.</summary>
    /// <param name="energy">Its energy: sum of squares of samples.</param>
    public double Cost(double energy) => _budget.Cost(energy, MissingEnergy, _coherentEnergy);

    /// <summary>Lowers a correction of the whole channel that spends more than it may, in place, and returns what it is expected to cost, in dB.</summary>
    /// <param name="correction">What is added to the baseline, <c>[samples]</c>.</param>
    public double KeepBudget(Span<float> correction)
    {
        double energy = TensorPrimitives.SumOfSquares(correction);
        if (energy > Energy)
        {
            TensorPrimitives.Multiply(correction, (float)Math.Sqrt(Energy / energy), correction);
            energy = Energy;
        }

        return Cost(energy);
    }

    /// <summary>The texture of a segment: what a network is to be fitted to, and what turns its output into a correction.</summary>
    /// <param name="start">First sample of the segment, a multiple of <see cref="Hop"/>.</param>
    /// <param name="length">Samples of the segment, at least 1.</param>
    /// <param name="refinementIterations">How often the fitted texture is brought closer to the magnitudes, from 0.</param>
    /// <param name="keepsLevels">Whether that leaves it at the levels that its fit has found.</param>
    /// <param name="scale">Factor from the network's units to the waveform; null for <see cref="Scale"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The segment is not within the target, or begins between two frames.</exception>
    public SegmentTexture CreateTexture(int start, int length, int refinementIterations = 0, bool keepsLevels = false, float? scale = null)
    {
        CheckSegment(start, length);
        return new SegmentTexture(Slice(start, length), FirstBin, length, refinementIterations, keepsLevels, scale ?? Scale(start, length));
    }

    /// <summary>The peak, more or less, of a texture of these magnitudes in a segment; 0 where there is nothing to be heard.</summary>
    /// <param name="start">First sample of the segment, a multiple of <see cref="Hop"/>.</param>
    /// <param name="length">Samples of the segment, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The segment is not within the target, or begins between two frames.</exception>
    public float Scale(int start, int length)
    {
        // −160 dB of full scale: below what any format holds. Peak of a noise-like texture over its root mean square.
        const double inaudibleLevel = 1e-8;
        const double crestFactor = 4;
        CheckSegment(start, length);
        double level = Math.Sqrt(SegmentTexture.EnergyOf(Slice(start, length)) / length);
        return level < inaudibleLevel ? 0 : (float)(crestFactor * level);
    }

    /// <summary>The first bin wholly above the end of a band in cycles per sample.</summary>
    internal static int FirstBinAbove(double bandEnd) => (int)Math.Floor(bandEnd * FftSize) + 1;

    private static MissingBandLevels Nothing(int sampleRate) => new(Hop / (double)sampleRate, [sampleRate, 2.0 * sampleRate], [0], [0]);

    private void CheckSegment(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((start / Hop) + 1 + (length / Hop), Frames, nameof(length));
        if (start % Hop != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"A segment must begin at a multiple of {Hop} samples.");
        }
    }

    /// <summary>Magnitudes of the frames whose centers lie in a segment, <c>[frames, bins]</c>.</summary>
    private ReadOnlySpan<float> Slice(int start, int length) => Magnitudes.Slice(start / Hop * Bins, (1 + (length / Hop)) * Bins);
}
