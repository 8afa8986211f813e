using Siren2.Resampling;

namespace Siren2.Parts;

/// <summary>A part of a clip, at both rates: whole periods of the ratio, but for the end of the clip.</summary>
internal readonly record struct Part(long InputStart, int InputLength, long OutputStart, int OutputLength);

/// <summary>How large parts are.</summary>
/// <param name="Samples">Output samples of a part at most, all channels together, where it need not be longer for the sake of its overlap.</param>
/// <param name="Fade">Output samples over which neighbors are cross-faded.</param>
internal sealed record PartSizes(int Samples, int Fade)
{
    /// <summary>A part of 22 s at 96 kHz, or 11 s of stereo.</summary>
    public static PartSizes Default { get; } = new(1 << 21, 4096);

    /// <summary>Output samples in each channel of a part. Below a quarter of all, too much of it would be overlap.</summary>
    public int Length(int channels) => Math.Max(Samples / channels, Samples / 4);
}

/// <summary>Cuts a clip of any length into parts that overlap by as much as the decimator sees beyond where they are joined.</summary>
internal sealed class PartPlan
{
    private readonly RateRatio _ratio;
    private readonly long _inputLength;
    private readonly int _hop;
    private readonly int _context;

    private PartPlan(RateRatio ratio, long inputLength, int count, int hop, int context)
    {
        _ratio = ratio;
        _inputLength = inputLength;
        Count = count;
        _hop = hop;
        _context = context;
    }

    /// <summary>Number of parts, at least 1.</summary>
    public int Count { get; }

    /// <summary>Output samples that neighbors share; they are joined in the middle.</summary>
    public int Overlap => Count == 1 ? 0 : 2 * _context * _ratio.Up;

    /// <summary>Input samples that neighbors share.</summary>
    public int InputOverlap => Count == 1 ? 0 : 2 * _context * _ratio.Down;

    public Part this[int index]
    {
        get
        {
            long start = (long)index * _hop;
            long inputStart = start * _ratio.Down;
            long inputEnd = index == Count - 1 ? _inputLength : (start + _hop + (2 * _context)) * _ratio.Down;
            int inputLength = checked((int)(inputEnd - inputStart));
            return new Part(inputStart, inputLength, start * _ratio.Up, checked((int)OutputOf(_ratio, inputLength)));
        }
    }

    /// <param name="ratio">Ratio of the rates, 1 at least.</param>
    /// <param name="inputLength">Samples of the clip.</param>
    /// <param name="channels">Its channels.</param>
    /// <param name="sizes">How large parts are.</param>
    /// <param name="reach">Output samples to either side of a sample that decide on what it becomes.</param>
    public static PartPlan Create(RateRatio ratio, long inputLength, int channels, PartSizes sizes, int reach)
    {
        if (OutputOf(ratio, inputLength) <= sizes.Length(channels))
        {
            return new PartPlan(ratio, inputLength, 1, 0, 0);
        }

        // At its ends a part is not true to the clip over one reach, and the decimator sees that for another; it sees the joint for one as well.
        int context = checked((int)(((reach * 3.25) + (0.5 * sizes.Fade)) / ratio.Up) + 1);
        long periods = (inputLength + ratio.Down - 1) / ratio.Down;
        long shared = 2L * context;
        long longest = Math.Max(sizes.Length(channels) / ratio.Up, 3 * shared);
        if (periods <= longest)
        {
            return new PartPlan(ratio, inputLength, 1, 0, 0);
        }

        long count = CeilingDivide(periods - shared, longest - shared);
        int hop = checked((int)CeilingDivide(periods - shared, count));
        return new PartPlan(ratio, inputLength, checked((int)CeilingDivide(periods - shared, hop)), hop, context);
    }

    /// <summary>Output samples at the end of a part that wait for the next one.</summary>
    public int PendingLength(int index) => index == Count - 1 ? 0 : Overlap;

    /// <summary>Output samples of a part that are finished when it is.</summary>
    public int FinishedLength(int index) => this[index].OutputLength - PendingLength(index);

    /// <summary>⌈Length · rate / SampleRate⌉.</summary>
    public static long OutputLength(IAudioSource clip, int rate) => OutputOf(new RateRatio(clip.SampleRate, rate), clip.Length);

    private static long OutputOf(RateRatio ratio, long inputLength) => CeilingDivide(checked(inputLength * ratio.Up), ratio.Down);

    private static long CeilingDivide(long a, long b) => (a + b - 1) / b;
}
