using System.Numerics.Tensors;
using Siren2.Checks;

namespace Siren2.Segments;

/// <summary>
/// What the network of a segment sees of the clip: waveforms within full scale, so that a fit does not depend on how far beyond it
/// the clip goes, one in units of 16-bit steps for instance.
/// </summary>
/// <example>
/// <code>
/// var input = new SegmentInput(
///     clip.Channel(0), baseline.Channel(0), start: 0, length: 4_096, lowPerOutput: (double)clip.SampleRate / baseline.SampleRate);
/// </code>
/// </example>
public sealed class SegmentInput
{
    // Latents near the segment's ends should see what comes before and after.
    private const int Context = 256;

    private readonly float[] _low;
    private readonly float[] _baseline;

    /// <summary>Cuts a segment out of a channel.</summary>
    /// <param name="low">Whole channel at the input rate, <c>[samples]</c>.</param>
    /// <param name="baseline">Whole baseline at the output rate, <c>[samples]</c>.</param>
    /// <param name="start">First output sample of the segment.</param>
    /// <param name="length">Output samples of the segment, at least 1.</param>
    /// <param name="lowPerOutput">Input samples per output sample, positive.</param>
    /// <param name="peak">What counts as full scale, positive.</param>
    /// <param name="spectralCentroid">Magnitude-weighted mean frequency of what is to be learned, in cycles per output sample, 0 to ½.</param>
    /// <exception cref="ArgumentOutOfRangeException">The segment is not within the baseline, or a figure is out of range.</exception>
    public SegmentInput(
        ReadOnlySpan<float> low, ReadOnlySpan<float> baseline, int start, int length, double lowPerOutput, float peak = 1,
        double spectralCentroid = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, baseline.Length - start);
        NumberCheck.FiniteAboveZero(peak, "A peak", nameof(peak));
        (int first, int last) = Reach(new Segment(start, length), low.Length, lowPerOutput);
        if (first > last)
        {
            throw new ArgumentOutOfRangeException(
                nameof(lowPerOutput), lowPerOutput, $"At this step the segment begins behind the {low.Length} samples of the clip.");
        }

        NumberCheck.FiniteAboveZero(lowPerOutput, "The low-rate samples per output sample", nameof(lowPerOutput));
        _low = low[first..last].ToArray();
        TensorPrimitives.Divide(_low, peak, _low);
        _baseline = new float[length];
        TensorPrimitives.Divide(baseline.Slice(start, length), peak, _baseline);
        LowStart = (start * lowPerOutput) - first;
        LowStep = lowPerOutput;
        SpectralCentroid = spectralCentroid;
    }

    /// <summary>Output samples of the segment.</summary>
    public int Length => _baseline.Length;

    /// <summary>Input samples around the segment, <c>[samples]</c>.</summary>
    public ReadOnlySpan<float> Low => _low;

    /// <summary>Baseline of the segment, <c>[Length]</c>.</summary>
    public ReadOnlySpan<float> Baseline => _baseline;

    /// <summary>Position of the segment's first output sample in <see cref="Low"/>.</summary>
    public double LowStart { get; }

    /// <summary>Input samples per output sample.</summary>
    public double LowStep { get; }

    /// <summary>Magnitude-weighted mean frequency of what is to be learned, in cycles per output sample, 0 to ½; 0 where that is not known.</summary>
    public double SpectralCentroid { get; }

    /// <summary>Samples of <see cref="Low"/> of a segment.</summary>
    internal static int LowLength(Segment segment, int inputLength, double lowPerOutput)
    {
        (int first, int last) = Reach(segment, inputLength, lowPerOutput);
        return last - first;
    }

    /// <summary>Input samples from the first to before the last that the network of a segment sees.</summary>
    private static (int First, int Last) Reach(Segment segment, int inputLength, double lowPerOutput) => (
        Math.Max(0, (int)(segment.Start * lowPerOutput) - Context),
        Math.Min(inputLength, (int)(segment.End * lowPerOutput) + Context));
}
