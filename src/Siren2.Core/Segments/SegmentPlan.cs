namespace Siren2.Segments;

/// <summary>A stretch of output samples.</summary>
internal readonly record struct Segment(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>
/// Cuts a signal into segments of about equal length that overlap their neighbors, and joins what was made of them by
/// cross-fading.
/// </summary>
internal sealed class SegmentPlan
{
    /// <summary>Shortest output that is worth a network, in samples.</summary>
    public const int MinimumLength = 512;

    private readonly Segment[] _segments;
    private readonly int _overlap;

    private SegmentPlan(Segment[] segments, int overlap)
    {
        _segments = segments;
        _overlap = overlap;
    }

    public IReadOnlyList<Segment> Segments => _segments;

    /// <summary>Samples that neighbors share.</summary>
    public int Overlap => _overlap;

    /// <summary>Plans the segments of a signal.</summary>
    /// <param name="length">Samples of the signal, at least 1.</param>
    /// <param name="segmentLength">Samples of a segment at most, above twice the overlap plus the alignment.</param>
    /// <param name="overlap">Samples that neighbors share.</param>
    /// <param name="alignment">Every segment starts at a multiple of this.</param>
    public static SegmentPlan Create(int length, int segmentLength, int overlap, int alignment)
    {
        if (length <= segmentLength)
        {
            return new SegmentPlan([new Segment(0, length)], overlap);
        }

        int longestAdvance = (segmentLength - overlap) / alignment * alignment;
        int count = CeilingDivide(length - overlap, longestAdvance);
        int advance = CeilingDivide(CeilingDivide(length - overlap, count), alignment) * alignment;
        count = CeilingDivide(length - overlap, advance);
        var segments = new Segment[count];
        for (int i = 0; i < count; i++)
        {
            int start = i * advance;
            segments[i] = new Segment(start, Math.Min(advance + overlap, length - start));
        }

        return new SegmentPlan(segments, overlap);
    }

    /// <summary>The plan whose segments start there, or null if they do not cover the signal as those of a plan do.</summary>
    /// <param name="starts">First sample of each segment.</param>
    /// <param name="overlap">Samples that neighbors share, from 0.</param>
    /// <param name="length">Samples of the signal, at least 1.</param>
    public static SegmentPlan? Of(ReadOnlySpan<int> starts, int overlap, int length)
    {
        if (starts.IsEmpty || starts[0] != 0)
        {
            return null;
        }

        var segments = new Segment[starts.Length];
        for (int i = 0; i < segments.Length; i++)
        {
            long end = i + 1 < segments.Length ? (long)starts[i + 1] + overlap : length;
            bool isInOrder = i == 0 || (starts[i] > starts[i - 1] && starts[i] - starts[i - 1] >= overlap);
            if (!isInOrder || end > length || end - starts[i] < (segments.Length > 1 ? overlap : 1) || end <= starts[i])
            {
                return null;
            }

            segments[i] = new Segment(starts[i], (int)(end - starts[i]));
        }

        return new SegmentPlan(segments, overlap);
    }

    /// <summary>Number of the segment that starts there, or −1.</summary>
    public int IndexOf(int start) => Array.FindIndex(_segments, segment => segment.Start == start);

    /// <summary>
    /// Adds a segment's samples to the whole. Over the overlap the weights of neighbors add up to one, or their squares do:
    /// the former for two approximations of one waveform, the latter for two unrelated textures, whose powers add.
    /// </summary>
    public void Add(int index, ReadOnlySpan<float> samples, Span<float> whole, bool equalPower)
    {
        Segment segment = _segments[index];
        int fadeIn = index > 0 ? _overlap : 0;
        int fadeOut = index < _segments.Length - 1 ? _overlap : 0;
        for (int i = 0; i < segment.Length; i++)
        {
            double weight = 1;
            if (i < fadeIn)
            {
                weight = Fade((i + 0.5) / fadeIn, equalPower);
            }
            else if (i >= segment.Length - fadeOut)
            {
                weight = Fade((segment.Length - i - 0.5) / fadeOut, equalPower);
            }

            whole[segment.Start + i] += (float)(weight * samples[i]);
        }
    }

    /// <summary>Weight of what rises, at a position from 0 to 1 of its overlap; what falls has that of 1 less the position.</summary>
    public static double Fade(double position, bool equalPower) => equalPower ? Math.Sin(0.5 * Math.PI * position) : position;

    private static int CeilingDivide(int a, int b) => (a + b - 1) / b;
}
