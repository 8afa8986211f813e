using System.Text.Json.Serialization;
using Siren2.Decimation;
using Siren2.Files;
using Siren2.Optimization;
using Siren2.Resampling;

namespace Siren2;

/// <summary>Options of an <see cref="Upsampler"/>: immutable, each with a documented default. Start from a preset and use <c>with</c>.</summary>
/// <example>
/// <code>
/// UpsamplerOptions preset = UpsamplerOptions.Best;
/// UpsamplerOptions own = preset with { Seed = 7, Blind = preset.Blind with { LevelModel = LineModel.Default } };
/// </code>
/// </example>
public sealed record UpsamplerOptions
{
    /// <summary>Quick: up to two thirds of the steps of <see cref="Balanced"/>.</summary>
    public static UpsamplerOptions Fast { get; } = new()
    {
        Blind = Texture(96, 8, 1.5e-3, refinement: 8),
        Guided = new() { Fit = new() { StepCount = 80 } },
    };

    /// <summary>The default.</summary>
    public static UpsamplerOptions Balanced { get; } = new();

    /// <summary>More steps, and wider networks for blind fits.</summary>
    public static UpsamplerOptions Best { get; } = new()
    {
        Blind = Texture(128, 100, 7e-4, refinement: 40),
        Guided = new() { Fit = new() { StepCount = 200 } },
    };

    /// <summary>The lowest <see cref="Bandwidth"/>, in hertz: below it there is no sound to be continued upwards.</summary>
    public const double LowestBandwidth = 100;

    /// <summary>Seed of the initial weights. Same seed and options, same bits, whatever the number of threads. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// How much of the missing band a blind fit fills, from 0 to 1. 0 is the sinc baseline to the bit; at the default the expected loss of PSNR is
    /// about 0.1 dB; 1 fills it at its natural level, which costs 1 to 4 dB. Default 0.5.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double Detail
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Detail), value, "Detail must be from 0 to 1.");
    }

    = 0.5;

    /// <summary>
    /// Where the clip's own band ends, in hertz: an old recording, a telephone line or a codec's low-pass below the clip's Nyquist frequency.
    /// What is missing is filled from there on, also where the rate stays as it is. From the Nyquist frequency on it counts as that.
    /// Default null: a blind fit looks for it, and takes the Nyquist frequency unless the long-term spectrum falls off a cliff below; a guided
    /// fit, and one with a <see cref="Detail"/> of 0, takes the Nyquist frequency.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below <see cref="LowestBandwidth"/>, infinite or not a number.</exception>
    public double? Bandwidth
    {
        get;
        init => field = value is null or (>= LowestBandwidth and < double.PositiveInfinity)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Bandwidth), value, $"The bandwidth must be a number of hertz from {LowestBandwidth}, or null.");
    }

    /// <summary>
    /// The low-pass of the decimator that the clip comes from. The baseline undoes its roll-off, as far as noise allows, and decimating the
    /// output by it gives the clip back. Default null: a blind fit looks for a steep one, such as SoX's; a guided fit, and one with a
    /// <see cref="Detail"/> of 0, takes an ideal one. Of no effect where the band ends below the clip's Nyquist frequency, nor at the clip's own
    /// rate, where nothing is resampled and so nothing undone.
    /// </summary>
    public AntiAliasingFilter? InputFilter { get; init; }

    /// <summary>How a blind fit fills the missing band. Default: a <see cref="BlindOptions"/>' own defaults.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public BlindOptions Blind { get; init => field = NotNull(value, nameof(Blind)); } = new();

    /// <summary>How a guided fit learns its reference. Default: a <see cref="GuidedOptions"/>' own defaults.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public GuidedOptions Guided { get; init => field = NotNull(value, nameof(Guided)); } = new();

    /// <summary>Design of the windowed sinc under the baseline. Default <see cref="SincQuality.High"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public SincQuality Interpolation { get; init => field = NotNull(value, nameof(Interpolation)); } = SincQuality.High;

    /// <summary>Threads at most, at least 1. The result does not depend on it. Default: one per processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    [JsonIgnore]
    public int MaxDegreeOfParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxDegreeOfParallelism));
            field = value;
        }
    }

    = Environment.ProcessorCount;

    /// <summary>
    /// A file that keeps every network as soon as it is fitted, so that a job that was killed, or canceled, goes on where it stopped and ends with
    /// the same bits as if it had not. It belongs to one job: one clip, one set of options, one kind of processor. Fits with a
    /// <see cref="FitOptions.TimeBudget"/> go on too, but depend on time. The file is left where it is; delete it when the result is safe.
    /// A network that was not finished is fitted anew, which takes a few seconds at most, and of an <see cref="Segments.ISegmentBatchModel"/> the batch that it is in,
    /// on which its bits depend. <c>FitAndWrite</c> keeps finished parts instead of
    /// networks, as large as they are in floats, and fits the part anew in which it stopped. Default null: nothing is kept.
    /// </summary>
    /// <remarks>
    /// A fit then also throws <see cref="InvalidDataException"/> where the file is no checkpoint, is of another job or is damaged,
    /// <see cref="IOException"/> where it cannot be written or another job is using it, and <see cref="UnauthorizedAccessException"/> where it
    /// may not be written. Of a host's own loss its <see cref="Losses.IWaveformLoss.Identity"/> and weight are compared, not what it
    /// computes.
    /// </remarks>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <example>
    /// <code>
    /// // Killed and run again, it goes on behind its last finished part, to the same bits.
    /// var resolver = new Upsampler(UpsamplerOptions.Balanced with { CheckpointFile = "job.checkpoint" });
    /// UpsampleReport report = resolver.FitAndWrite(source, 48_000, "result.wav");
    /// File.Delete("job.checkpoint");
    /// </code>
    /// </example>
    [JsonIgnore]
    public string? CheckpointFile
    {
        get;
        init => field = value is not "" ? value : throw new ArgumentException("The name of the checkpoint is empty; leave it null "
            + "for none.", nameof(CheckpointFile));
    }

    /// <summary>
    /// Keeps finished work in place of a <see cref="CheckpointFile"/>: in memory, in a database. Default null. An <see cref="Upsampler"/> takes
    /// one of the two.
    /// </summary>
    [JsonIgnore]
    public ICheckpointStore? CheckpointStore { get; init; }

    /// <summary>What cancellation does. Default: throw.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the two.</exception>
    [JsonIgnore]
    public CancellationBehavior OnCancellation
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(OnCancellation), value, "Cancellation throws, or returns the best so far.");
    }

    = CancellationBehavior.Throw;

    /// <summary>Where finished work is kept; null for nowhere.</summary>
    internal ICheckpointStore? Store => CheckpointStore ?? (CheckpointFile is null ? null : new FileCheckpointStore(CheckpointFile));

    private static BlindOptions Texture(int width, int steps, double learningRate, int refinement) => new()
    {
        RefinementIterations = refinement,
        Decoder = new() { Width = width, Depth = 2 },
        Fit = new() { StepCount = steps, Schedule = LearningRateSchedule.Cosine(learningRate) },
    };

    private static T NotNull<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }
}
