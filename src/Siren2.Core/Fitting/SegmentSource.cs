namespace Siren2.Fitting;

/// <summary>What the network of a segment sees of the clip.</summary>
internal sealed class SegmentSource
{
    // Latents near the segment's ends should see what comes before and after.
    private const int Context = 256;

    /// <summary>Cuts a segment out of a channel.</summary>
    /// <param name="input">Whole channel at the input rate.</param>
    /// <param name="baseline">Whole baseline at the output rate.</param>
    /// <param name="segment">Output samples of the segment.</param>
    /// <param name="inputPerOutput">Input samples per output sample.</param>
    public SegmentSource(ReadOnlySpan<float> input, ReadOnlySpan<float> baseline, Segment segment, double inputPerOutput)
    {
        int first = Math.Max(0, (int)(segment.Start * inputPerOutput) - Context);
        int last = Math.Min(input.Length, (int)(segment.End * inputPerOutput) + Context);
        Input = input[first..last].ToArray();
        Baseline = baseline.Slice(segment.Start, segment.Length).ToArray();
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
}
