namespace Siren2.Onnx;

/// <summary>What a trained network expects, and how it is run.</summary>
public sealed record OnnxTextureOptions
{
    /// <summary>
    /// Rate of the network's input in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>. Default null: what the file's metadata calls
    /// <c>input_sample_rate</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? InputRate { get; init => field = Rate(value, nameof(InputRate)); }

    /// <summary>
    /// Rate of the network's output in hertz, from 1 to <see cref="AudioClip.MaximumSampleRate"/>. Default null: what the file's metadata calls
    /// <c>output_sample_rate</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int? OutputRate { get; init => field = Rate(value, nameof(OutputRate)); }

    /// <summary>Name of the output that is taken. Default null: the first.</summary>
    public string? Output { get; init; }

    /// <summary>What tells the levels of the missing band. Default <see cref="OnnxLevels.Model"/> (docs/onnx.md has the figures).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the enumeration's.</exception>
    public OnnxLevels Levels
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Levels), value, "The levels must be the model's or the network's.");
    }

    /// <summary>
    /// Seconds of a chunk that the network sees at once, 0.02 to 600; memory grows with it. Of no effect where the network takes one length only. Default 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double ChunkSeconds { get; init => field = Within(value, 0.02, 600, nameof(ChunkSeconds)); } = 2;

    /// <summary>
    /// Seconds that neighboring chunks have in common, 0 to 60, at most half of a chunk: they are faded into each other in its middle half, and what lies
    /// nearer to a chunk's end is not used. It should cover what the network sees around a sample. Default 0.25.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double OverlapSeconds { get; init => field = Within(value, 0, 60, nameof(OverlapSeconds)); } = 0.25;

    /// <summary>What the network's input length must be a multiple of, in samples, 1 to 2²⁰; chunks end with zeros where it takes some. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int LengthMultiple
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(LengthMultiple));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 20, nameof(LengthMultiple));
            field = value;
        }
    }

    = 1;

    /// <summary>
    /// Seconds by which the network's output is late, −1 to 1. Default null: found, up to <see cref="MaximumDelaySeconds"/>, where the output resembles the
    /// clip in the clip's own band most. A network that gives the missing band alone needs to be told.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double? DelaySeconds { get; init => field = value is double delay ? Within(delay, -1, 1, nameof(DelaySeconds)) : null; }

    /// <summary>How far a delay is looked for, early or late, in seconds, 0 to 1. Default 0.03.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double MaximumDelaySeconds { get; init => field = Within(value, 0, 1, nameof(MaximumDelaySeconds)); } = 0.03;

    private static int? Rate(int? value, string name) => value is null or (>= 1 and <= AudioClip.MaximumSampleRate)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"A rate must be from 1 to {AudioClip.MaximumSampleRate} Hz.");

    private static double Within(double value, double least, double most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The value must be from {least} to {most} seconds.");
}
