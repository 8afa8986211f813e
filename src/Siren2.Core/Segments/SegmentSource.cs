using System.Numerics.Tensors;
using Siren2.Decoding;
using Siren2.Encoding;

namespace Siren2.Segments;

/// <summary>
/// What the network of a segment sees of the clip: waveforms within full scale, so that a fit does not depend on how far beyond it
/// the clip goes, one in units of 16-bit steps for instance.
/// </summary>
internal sealed class SegmentSource
{
    // Latents near the segment's ends should see what comes before and after.
    private const int Context = 256;

    /// <summary>Cuts a segment out of a channel.</summary>
    /// <param name="input">Whole channel at the input rate.</param>
    /// <param name="baseline">Whole baseline at the output rate.</param>
    /// <param name="segment">Output samples of the segment.</param>
    /// <param name="inputPerOutput">Input samples per output sample.</param>
    /// <param name="peak">What counts as full scale, positive.</param>
    public SegmentSource(
        ReadOnlySpan<float> input, ReadOnlySpan<float> baseline, Segment segment, double inputPerOutput, float peak = 1)
    {
        (int first, int last) = Reach(segment, input.Length, inputPerOutput);
        Input = input[first..last].ToArray();
        TensorPrimitives.Divide(Input, peak, Input);
        Baseline = new float[segment.Length];
        TensorPrimitives.Divide(baseline.Slice(segment.Start, segment.Length), peak, Baseline);
        InputStart = (segment.Start * inputPerOutput) - first;
        InputStep = inputPerOutput;
    }

    /// <summary>Input samples around the segment.</summary>
    public float[] Input { get; }

    /// <summary>Baseline of the segment.</summary>
    public float[] Baseline { get; }

    /// <summary>Position of the segment's first output sample in <see cref="Input"/>.</summary>
    public double InputStart { get; }

    /// <summary>Input samples per output sample.</summary>
    public double InputStep { get; }

    /// <summary>Latent frames that an encoder makes of the input samples around a segment.</summary>
    public static int FrameCount(Segment segment, int inputLength, double inputPerOutput, SeaNetEncoderOptions encoder)
    {
        (int first, int last) = Reach(segment, inputLength, inputPerOutput);
        return FrameCount(last - first, encoder.Hop);
    }

    /// <summary>The grid of the segment's decoder.</summary>
    /// <param name="useBaseline">Whether the baseline is among the decoder's inputs.</param>
    /// <param name="encoder">What makes latents of <see cref="Input"/>; null for none.</param>
    public DecoderGrid CreateGrid(bool useBaseline, SeaNetEncoderOptions? encoder)
    {
        int hop = encoder?.Hop ?? 1;
        int frames = encoder is null ? 0 : FrameCount(Input.Length, hop);
        return new DecoderGrid(
            DecoderGrid.EvenTimes(Baseline.Length), useBaseline ? Baseline : default(ReadOnlySpan<float>), frames, InputStart / hop, InputStep / hop);
    }

    /// <summary>Samples over hop, rounded up.</summary>
    private static int FrameCount(int samples, int hop) => (int)(((long)samples + hop - 1) / hop);

    /// <summary>Input samples from the first to before the last that the network of a segment sees.</summary>
    private static (int First, int Last) Reach(Segment segment, int inputLength, double inputPerOutput) => (
        Math.Max(0, (int)(segment.Start * inputPerOutput) - Context),
        Math.Min(inputLength, (int)(segment.End * inputPerOutput) + Context));
}
