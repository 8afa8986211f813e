using Siren2.Segments;
using TorchSharp;
using static TorchSharp.torch;

namespace Siren2.TorchSharp;

/// <summary>What the network of a segment sees, as tensors on the CPU: time from −1 to 1, and the baseline within full scale.</summary>
public static class SegmentTensors
{
    /// <summary>Time and baseline as two channels, <c>[1, 2, samples]</c>: for convolutions.</summary>
    /// <param name="input">The segment.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    public static Tensor Channels(SegmentInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        return stack([Time(input.Length), Samples(input.Baseline)], 0).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Time and baseline of every sample, <c>[samples, 2]</c>: for networks over coordinates.</summary>
    /// <param name="input">The segment.</param>
    /// <exception cref="ArgumentNullException"><paramref name="input"/> is null.</exception>
    public static Tensor Rows(SegmentInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        return stack([Time(input.Length), Samples(input.Baseline)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Time of every sample: −1 at the first, one sample period before +1 at the last, as the default network has it.</summary>
    internal static Tensor Time(int length)
    {
        float[] time = new float[length];
        for (int i = 0; i < length; i++)
        {
            time[i] = (float)((2.0 * i / length) - 1);
        }

        return Samples(time);
    }

    private static Tensor Samples(ReadOnlySpan<float> samples)
    {
        Tensor result = zeros(samples.Length, ScalarType.Float32);
        samples.CopyTo(result.Samples());
        return result;
    }
}
