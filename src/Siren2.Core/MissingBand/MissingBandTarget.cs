using System.Numerics.Tensors;
using Siren2.Checks;

namespace Siren2.MissingBand;

/// <summary>
/// What a fitted texture aims at in the missing band of a channel: magnitudes of the correction that is added to the baseline, from the levels
/// that a model expects
/// and the gains that a budget allows.
/// </summary>
/// <remarks>
/// The magnitudes are smooth: those of the natural level, without the fluctuation that noise has about it. The transform is the log-spectral
/// distance's: Hann 2048,
/// hop 512. Immutable: several threads may use one at once.
/// </remarks>
/// <example>
/// <code>
/// MissingBandTarget target = MissingBandTarget.Estimate(baseline.Channel(0), bandEdge: 4_000, baseline.SampleRate);
/// using SegmentTexture texture = target.CreateTexture(0, baseline.Length, refinementIterations: 15);
/// </code>
/// </example>
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

    /// <summary>Samples of the longest baseline whose magnitudes fit an array.</summary>
    private static readonly int MaximumLength = (Array.MaxLength / Bins * Hop) - 1;

    private readonly float[] _magnitudes;

    private MissingBandTarget(MissingBandLevels levels, int frames, int firstBin, int sampleRate, BudgetPlan? plan)
    {
        Frames = frames;
        FirstBin = firstBin;
        SampleRate = sampleRate;
        _magnitudes = new float[frames * Bins];
        int bins = Bins - firstBin;
        float[] logPower = new float[frames * bins];
        LevelGrid.Fill(levels, levels.NaturalLevel, sampleRate, firstBin, bins, logPower);
        for (int frame = 0; frame < frames; frame++)
        {
            Span<float> row = _magnitudes.AsSpan((frame * Bins) + firstBin, bins);
            TensorPrimitives.Multiply(logPower.AsSpan(frame * bins, bins), 0.5f, row);
            TensorPrimitives.Exp(row, row);
            if (plan is not null)
            {
                TensorPrimitives.Multiply(row, plan.GainAt((double)frame * Hop / sampleRate), row);
            }
        }

        Energy = EnergyPerPower * TensorPrimitives.SumOfSquares<float>(_magnitudes);
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

    /// <summary>Estimates the target.</summary>
    /// <param name="baseline">The low-rate clip at <paramref name="sampleRate"/>, <c>[samples]</c>, at least one.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz. From half of <paramref name="sampleRate"/> on nothing is missing.</param>
    /// <param name="sampleRate">Rate of the baseline in hertz.</param>
    /// <param name="model">Tells the levels; null for <see cref="LevelPrior"/>.</param>
    /// <param name="cancellationToken">Ends the estimate soon.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band edge is not positive or not finite, or the rate below 1.</exception>
    /// <exception cref="ArgumentException">The baseline is empty, or longer than 1,072,693,759 samples.</exception>
    public static MissingBandTarget Estimate(
        ReadOnlySpan<float> baseline, double bandEdge, int sampleRate, IMissingBandModel? model = null, CancellationToken cancellationToken = default)
    {
        NumberCheck.FiniteAboveZero(bandEdge, "A band edge", nameof(bandEdge));
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        if (baseline.IsEmpty)
        {
            throw new ArgumentException("The baseline has no samples; at least one is needed.", nameof(baseline));
        }

        if (baseline.Length > MaximumLength)
        {
            throw new ArgumentException($"The baseline has {baseline.Length} samples; at most {MaximumLength} are possible.", nameof(baseline));
        }

        MissingBandLevels? levels = LevelsOf(baseline, bandEdge, sampleRate, ModelFor(model ?? LevelPrior.Default, bandEdge), cancellationToken);
        return FromLevels(levels, bandEdge, baseline.Length, sampleRate);
    }

    /// <summary>Makes a target of levels that are known.</summary>
    /// <param name="levels">The levels; null where nothing is missing, or nothing is known of it.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz.</param>
    /// <param name="length">Samples of the baseline, from 1 to 1,072,693,759: the magnitudes of more would not fit an array.</param>
    /// <param name="sampleRate">Rate of the baseline in hertz.</param>
    /// <param name="plan">What a budget allows; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The band edge is not positive or not finite, the rate below 1, or the length out of range.</exception>
    public static MissingBandTarget FromLevels(MissingBandLevels? levels, double bandEdge, int length, int sampleRate, BudgetPlan? plan = null)
    {
        NumberCheck.FiniteAboveZero(bandEdge, "A band edge", nameof(bandEdge));
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MaximumLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(sampleRate, 1);
        int firstBin = levels is null ? Bins : Math.Min(FirstBinAbove(bandEdge / sampleRate), Bins);
        return new MissingBandTarget(levels ?? Nothing(sampleRate), 1 + (length / Hop), firstBin, sampleRate, plan);
    }

    /// <summary>The model, or <see cref="LineModel"/> where the band is too narrow for it.</summary>
    /// <exception cref="InvalidOperationException">The model's lowest edge is not a number.</exception>
    internal static IMissingBandModel ModelFor(IMissingBandModel model, double bandEdge) => model.LowestBandEdge switch
    {
        double.NaN => throw new InvalidOperationException($"The lowest band edge of the level model '{model.Identity}' is not a number."),
        double lowest => bandEdge >= lowest ? model : LineModel.Default,
    };

    /// <summary>What a model expects above a band edge; null where nothing is missing, or the model has nothing to say.</summary>
    internal static MissingBandLevels? LevelsOf(
        ReadOnlySpan<float> baseline, double bandEdge, int sampleRate, IMissingBandModel model, CancellationToken cancellationToken) =>
        FirstBinAbove(bandEdge / sampleRate) < Bins && bandEdge >= model.LowestBandEdge
            ? model.Predict(baseline, sampleRate, bandEdge, 0.5 * sampleRate, cancellationToken) is { FrameCount: > 0 } levels
                ? levels
                : throw new InvalidOperationException($"The level model '{model.Identity}' gave no levels.")
            : null;

    /// <summary>The texture of a segment: what a network is to be fitted to, and what turns its output into a correction.</summary>
    /// <param name="start">First sample of the segment, a multiple of <see cref="Hop"/>.</param>
    /// <param name="length">Samples of the segment, at least 1.</param>
    /// <param name="refinementIterations">How often the fitted texture is brought closer to the magnitudes, from 0.</param>
    /// <param name="keepsLevels">Whether that leaves it at the levels that its fit has found.</param>
    /// <param name="scale">Factor from the network's units to the waveform, from 0; null for <see cref="Scale"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The segment is not within the target, or begins between two frames; there are less than no iterations; or the scale is negative or not finite.
    /// </exception>
    public SegmentTexture CreateTexture(int start, int length, int refinementIterations = 0, bool keepsLevels = false, float? scale = null)
    {
        CheckSegment(start, length);
        ArgumentOutOfRangeException.ThrowIfNegative(refinementIterations);
        NumberCheck.FiniteFromZero(scale ?? 0, "A scale", nameof(scale));
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
    internal static int FirstBinAbove(double bandEnd) => (int)Math.Floor(Math.Min(bandEnd * FftSize, Bins)) + 1;

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
