using System.Numerics.Tensors;
using MathNet.Numerics;
using Siren2.Checks;

namespace Siren2.MissingBand;

/// <summary>
/// A budget for ears: what it costs in PSNR is kept to what <see cref="UpsamplerOptions.Detail"/> allows, and of what is heard as much as
/// possible is kept.
/// </summary>
/// <remarks>
/// <para>What is synthesized in the missing band without knowing the truth is incoherent with it. Where the band truly holds the energy E,
/// injecting I turns the squared error E of plain interpolation into E + I: a loss of 10·log10(1 + I/E) dB of PSNR, whatever the peak.</para>
/// <para>Detail 0 allows nothing, 1 everything at its natural level; between them the cost in dB is 0.1·(detail/(1 − detail))². Half of what
/// undoing a
/// roll-off has brought back is spent too.</para>
/// <para>Where less is allowed than is natural, the whole band of a frame gets one gain, so that formants and valleys stay. Loud frames are
/// lowered more than quiet ones:
/// gains fall with the power of 0.3 of a frame's energy, and none is above 1. Fricatives have nearly all of the energy; lowered alike with
/// everything else, or capped,
/// they cost more than they give (docs/quality.md has the trials). What a frame may spend follows from the three seconds around it.</para>
/// <para>Where a model is more cautious than half-way between mean and expected level, as the library's own is of music, so is the budget: a top that
/// sounds on and was never there costs most. Hits are not lowered for that, frames that stand out by 7 to 10 dB of the three seconds around them:
/// a drum has a top.</para>
/// <para>Of music it is told besides by the end of the known band, where a model gives its level: no more is taken to be missing than a sixth of what
/// that level would give if it went on evenly. Between pieces the one says more than the other (docs/quality.md).</para>
/// <para>The energy that is missing is known to within a factor only, and what it really costs to inject follows from the truth. Costs are told
/// for a band that holds one standard deviation less than expected; one clip of six costs more.</para>
/// </remarks>
/// <example>
/// <code>
/// BudgetPlan plan = EnergyBudget.Default.Plan(new BudgetRequest { Levels = [levels], SampleRate = 16_000, Detail = 0.5 });
/// </code>
/// </example>
public sealed class EnergyBudget : IEnergyBudget
{
    /// <summary>Expected loss of PSNR in dB at <c>Detail</c> = ½.</summary>
    private const double CostAtHalf = 0.1;

    /// <summary>Part of what was restored that may be spent.</summary>
    private const double RestoredShare = 0.5;

    /// <summary>How much of a frame's level above the others is taken back: gains of power go with its energy to the power of −0.6.</summary>
    private const double Compression = 0.6;

    /// <summary>
    /// Standard deviation of a clip's energy, in nepers, relative to the mean deviation of single levels: their errors go together.
    /// </summary>
    private const double DeviationShare = 0.44;

    /// <summary>Seconds from one budget to the next, and over which each is spent.</summary>
    private const double PeriodSeconds = 0.5;
    private const double WindowSeconds = 3;

    /// <summary>
    /// A frame so far above the mean of those around it, in power, begins to count as a hit, and is one: 7 and 10 dB. With 3 and 7 dB a piece of 23
    /// loses 0.28 dB of PSNR where it loses 0.18; with no hits at all, drums come out 4 dB quieter (docs/quality.md).
    /// </summary>
    private const double HitFrom = 5;
    private const double HitWhole = 10;

    /// <summary>
    /// Part of what the end of the known band would give if it went on evenly that is missing of music, at most: the mean over pieces, −8 dB with a
    /// deviation of 6, at edges from 4 to 12 kHz alike, whatever the library's prior says of a piece. A drum would come out too quiet with −10 dB.
    /// </summary>
    private const double EdgeShare = 0.16;

    /// <summary>Share of music, over some seconds, from which that counts, and counts in full: speech is taken for music for a moment at most.</summary>
    private const double MusicFrom = 0.3;
    private const double MusicWhole = 0.5;
    private const double MusicSeconds = 6;

    /// <summary>Below −200 dB a frame is silent.</summary>
    private const double Silence = 1e-20;

    /// <summary>The budget; it has no settings.</summary>
    public static EnergyBudget Default { get; } = new();

    /// <inheritdoc/>
    public string Identity => "siren2.ears.2";

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The detail is not from 0 to 1, or the restored energy is negative or not finite.</exception>
    /// <exception cref="ArgumentException">There are no levels, or channels differ in frames.</exception>
    public BudgetPlan Plan(BudgetRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!(request.Detail is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(request), request.Detail, "The detail must be from 0 to 1.");
        }

        NumberCheck.FiniteFromZero(request.RestoredEnergy, "The restored energy", nameof(request));
        if (request.Levels.Count == 0
            || request.Levels.Any(levels => levels.FrameCount != request.Levels[0].FrameCount || levels.FrameCount == 0))
        {
            throw new ArgumentException("The levels of at least one channel are needed, with as many frames in each, and at least one.", nameof(request));
        }

        double hop = request.Levels[0].HopSeconds;
        double[] energies = FrameEnergies(request.Levels, hop * request.SampleRate, out double missing, out double deviation, cancellationToken);
        double natural = TensorPrimitives.Sum<double>(energies);
        double allowed = Allowed(missing, request.RestoredEnergy, request.Detail);
        return new BudgetPlan
        {
            HopSeconds = hop,
            Gains = allowed >= natural ? Flat(1, energies.Length)
                : allowed > 0 ? Gains(energies, allowed / natural, hop, cancellationToken)
                : Flat(0, energies.Length),
            AllowedEnergy = allowed,
            MissingEnergy = missing,
            LeastMissingEnergy = missing * Math.Exp(-DeviationShare * deviation),
            RestoredEnergy = request.RestoredEnergy,
        };
    }

    private static double Allowed(double missing, double restored, double detail)
    {
        if (detail is 0 or 1)
        {
            return detail == 0 ? 0 : double.PositiveInfinity;
        }

        double odds = detail / (1 - detail);
        double allowed = RestoredShare * restored;

        // Close to 1 the factor is infinite, of nothing too.
        return missing > 0 ? allowed + (missing * SpecialFunctions.Expm1(Constants.Ln10 / 10 * CostAtHalf * odds * odds)) : allowed;
    }

    /// <summary>
    /// Energy of a texture in every frame, over all channels; energy that is missing; and the deviation of single levels, weighed by energy.
    /// </summary>
    private static double[] FrameEnergies(
        IReadOnlyList<MissingBandLevels> channels, double samplesPerFrame, out double missing, out double deviation, CancellationToken cancellationToken)
    {
        double[] energies = new double[channels[0].FrameCount];
        double[] likely = new double[energies.Length];
        double[] cautious = new double[energies.Length];
        double[] even = new double[energies.Length];
        double[] music = new double[energies.Length];
        double spread = 0;
        foreach (MissingBandLevels levels in channels)
        {
            for (int i = 0; i < levels.Mean.Length; i++)
            {
                int frame = i / levels.BandCount;
                int band = i % levels.BandCount;
                if (band == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    double width = (levels.BandEdges[^1] - levels.BandEdges[0]) * samplesPerFrame;
                    even[frame] += levels.EdgeLevel.IsEmpty ? double.PositiveInfinity : Math.Exp(levels.EdgeLevel[frame]) * width;
                    music[frame] += levels.Smoothness[frame] / channels.Count;
                }

                double size = (levels.BandEdges[band + 1] - levels.BandEdges[band]) * samplesPerFrame;
                double halfWay = Math.Exp(levels.HalfWay(i)) * size;
                double natural = Math.Exp(levels.NaturalLevel[i]) * size;
                energies[frame] += natural;
                likely[frame] += halfWay;
                cautious[frame] += Math.Min(natural, halfWay);
                spread += halfWay * Math.Sqrt(levels.Variance[i]);
            }
        }

        double whole = TensorPrimitives.Sum<double>(likely);
        deviation = whole > 0 ? spread / whole : 0;
        double hop = channels[0].HopSeconds;
        double[] frames = Missing(likely, cautious, Reach(hop, WindowSeconds));
        if (even.All(double.IsFinite))
        {
            Limit(frames, even, music, hop);
        }

        missing = TensorPrimitives.Sum<double>(frames);
        return energies;
    }

    /// <summary>Lowers what is missing of music to what the end of the known band lets expect.</summary>
    private static void Limit(Span<double> missing, ReadOnlySpan<double> even, ReadOnlySpan<double> music, double hop)
    {
        double[] before = missing.ToArray();
        int reach = Reach(hop, WindowSeconds);
        int musicReach = Reach(hop, MusicSeconds);
        for (int f = 0; f < before.Length; f++)
        {
            double share = Math.Clamp((Mean(music, f, musicReach) - MusicFrom) / (MusicWhole - MusicFrom), 0, 1);
            if (share == 0)
            {
                continue;
            }

            double most = EdgeShare * Mean(even, f, reach);
            double around = Mean(before, f, reach);
            if (around > most)
            {
                missing[f] *= Math.Pow(most / around, share);
            }
        }
    }

    private static double Mean(ReadOnlySpan<double> values, int center, int reach)
    {
        ReadOnlySpan<double> around = values[Math.Max(0, center - reach)..Math.Min(values.Length, center + reach + 1)];
        return TensorPrimitives.Sum(around) / around.Length;
    }

    /// <summary>Energy that is missing of every frame: what a cautious model says, and of hits what is likely.</summary>
    private static double[] Missing(ReadOnlySpan<double> likely, ReadOnlySpan<double> cautious, int reach)
    {
        double[] missing = likely.ToArray();
        for (int f = 0; f < missing.Length; f++)
        {
            if (cautious[f] < likely[f])
            {
                double prominence = likely[f] / Mean(likely, f, reach);
                double caution = Math.Clamp(Math.Log(HitWhole / prominence) / Math.Log(HitWhole / HitFrom), 0, 1);
                missing[f] *= Math.Pow(cautious[f] / likely[f], caution);
            }
        }

        return missing;
    }

    private static int Reach(double hop, double seconds) => Math.Max(1, (int)Math.Round(0.5 * seconds / hop));

    private static float[] Flat(float gain, int count)
    {
        float[] gains = new float[count];
        Array.Fill(gains, gain);
        return gains;
    }

    /// <summary>Gains by which the frames around every instant spend a share of their energy.</summary>
    private static float[] Gains(double[] energies, double share, double hop, CancellationToken cancellationToken)
    {
        double[] logs = Array.ConvertAll(energies, energy => Math.Log(energy + Silence));
        int period = Math.Max(1, (int)Math.Round(PeriodSeconds / hop));
        int reach = Reach(hop, WindowSeconds);
        double[] scales = new double[2 + ((energies.Length - 1) / period)];
        for (int p = 0; p < scales.Length; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int center = p * period;
            int first = Math.Max(0, center - reach);
            int end = Math.Min(energies.Length, center + reach + 1);
            scales[p] = first < end ? LogScale(logs.AsSpan(first, end - first), center - first, reach, share) : scales[p - 1];
        }

        float[] gains = new float[energies.Length];
        for (int f = 0; f < gains.Length; f++)
        {
            int before = f / period;
            double scale = scales[before] + ((f % period / (double)period) * (scales[before + 1] - scales[before]));
            gains[f] = (float)Math.Exp(0.5 * Math.Min(0, scale - (Compression * logs[f])));
        }

        return gains;
    }

    /// <summary>ln λ for which Σ w·e·min(1, λ·e^−γ) = share·Σ w·e, w a Hann window.</summary>
    private static double LogScale(ReadOnlySpan<double> logs, int center, int reach, double share)
    {
        double[] energy = new double[logs.Length];
        for (int i = 0; i < energy.Length; i++)
        {
            double cosine = Math.Cos(0.5 * Math.PI * (i - center) / (reach + 1));
            energy[i] = cosine * cosine * Math.Exp(logs[i]);
        }

        double wanted = share * TensorPrimitives.Sum<double>(energy);
        double low = (Compression * TensorPrimitives.Min(logs)) + Math.Log(share);
        double high = Compression * TensorPrimitives.Max(logs);
        for (int i = 0; i < 30; i++)
        {
            double middle = 0.5 * (low + high);
            double spent = 0;
            for (int f = 0; f < energy.Length; f++)
            {
                spent += energy[f] * Math.Exp(Math.Min(0, middle - (Compression * logs[f])));
            }

            (low, high) = spent > wanted ? (low, middle) : (middle, high);
        }

        return low;
    }
}
