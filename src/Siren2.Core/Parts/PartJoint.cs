using Siren2.Baseline;
using Siren2.Decimation;
using Siren2.Segments;

namespace Siren2.Parts;

/// <summary>
/// Joins neighboring parts in the middle of what they share. Both are true to the clip in its own band there, but their cross-fade is not: a product
/// with a weight that changes spreads what lies just above the band into it. That is found by the decimator and taken away.
/// </summary>
internal sealed class PartJoint
{
    private readonly MissingBandProjector? _projector;
    private readonly int _overlap;
    private readonly int _fade;
    private readonly double _inputReach;

    /// <param name="inputRate">Rate of the clip in hertz.</param>
    /// <param name="outputRate">Rate of the parts in hertz.</param>
    /// <param name="plan">The plan of more than one part.</param>
    /// <param name="band">What of the clip's band is known.</param>
    /// <param name="sizes">How large parts are.</param>
    public PartJoint(int inputRate, int outputRate, PartPlan plan, InputBand band, PartSizes sizes)
    {
        _overlap = plan.Overlap;
        _fade = sizes.Fade;

        // A band that ends below the clip's Nyquist frequency has no decimator that could find anything.
        if (outputRate > inputRate && band.IsComplete(inputRate))
        {
            _projector = new MissingBandProjector(inputRate, outputRate, plan.InputOverlap);
            _inputReach = ((0.5 * _fade) + (0.175 * (_overlap - _fade))) * inputRate / outputRate;
        }
    }

    /// <summary>Joins a channel of two parts.</summary>
    /// <param name="before">The end of the former, <c>[overlap]</c>.</param>
    /// <param name="after">The latter from its beginning; receives the two joined where they overlap.</param>
    /// <param name="baseline">The latter's baseline, as long as that.</param>
    /// <param name="equalPower">Whether the two add unrelated textures to the baseline, or approximate one waveform.</param>
    /// <param name="isProjected">Whether both are true to the clip in its own band.</param>
    public void Join(ReadOnlySpan<float> before, Span<float> after, ReadOnlySpan<float> baseline, bool equalPower, bool isProjected)
    {
        float[] change = new float[_overlap];
        for (int i = 0; i < _overlap; i++)
        {
            double position = Math.Clamp((i + 0.5 - (0.5 * (_overlap - _fade))) / _fade, 0, 1);
            double former = SegmentPlan.Fade(1 - position, equalPower) * (before[i] - baseline[i]);
            double latter = SegmentPlan.Fade(position, equalPower) * (after[i] - baseline[i]);
            change[i] = (float)(baseline[i] + former + latter - after[i]);
        }

        for (int i = 0; i < _overlap; i++)
        {
            after[i] += change[i];
        }

        if (_projector is not null && isProjected)
        {
            TakeFromKnownBand(_projector, change, after);
        }
    }

    /// <summary>Takes from a signal what a change of it has brought into the band that the clip holds, around the middle.</summary>
    private void TakeFromKnownBand(MissingBandProjector projector, float[] change, Span<float> signal)
    {
        float[] known = new float[projector.InputLength];
        projector.Decimate(change, known);
        for (int i = 0; i < known.Length; i++)
        {
            // What appears further out comes of the ends of the overlap, which are none of the clip.
            bool isNear = Math.Abs(i + 0.5 - (0.5 * known.Length)) <= _inputReach;
            known[i] = isNear ? -known[i] : 0;
        }

        Array.Clear(change);
        projector.Restore(change, known, change);
        for (int i = 0; i < change.Length; i++)
        {
            signal[i] += change[i];
        }
    }
}
