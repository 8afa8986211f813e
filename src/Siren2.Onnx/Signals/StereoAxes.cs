using System.Numerics.Tensors;

namespace Siren2.Onnx.Signals;

/// <summary>
/// Turns two channels to their principal axes, and back. What is the same in both, or panned to one place, then lies in one axis, and the network sees it once:
/// it stays where it is, and equal channels stay equal to the bit. Other numbers of channels are left as they are.
/// </summary>
internal readonly struct StereoAxes
{
    private readonly float _cosine;
    private readonly float _sine;

    private StereoAxes(double angle)
    {
        _cosine = (float)Math.Cos(angle);
        _sine = (float)Math.Sin(angle);
    }

    /// <summary>The axes of some channels, <c>[channels][samples]</c>.</summary>
    public static StereoAxes Of(IReadOnlyList<ReadOnlyMemory<float>> channels)
    {
        if (channels.Count != 2)
        {
            return new StereoAxes(0);
        }

        double left = TensorPrimitives.SumOfSquares(channels[0].Span);
        double right = TensorPrimitives.SumOfSquares(channels[1].Span);
        double both = TensorPrimitives.Dot(channels[0].Span, channels[1].Span);
        return new StereoAxes(0.5 * Math.Atan2(2 * both, left - right));
    }

    /// <summary>From channels to axes.</summary>
    public float[][] Turn(IReadOnlyList<ReadOnlyMemory<float>> channels) => channels.Count == 2
        ? [Mix(channels[0].Span, _cosine, channels[1].Span, _sine), Mix(channels[1].Span, _cosine, channels[0].Span, -_sine)]
        : [.. channels.Select(channel => channel.ToArray())];

    /// <summary>From axes to channels.</summary>
    public float[][] Return(float[][] axes) => axes.Length == 2
        ? [Mix(axes[0], _cosine, axes[1], -_sine), Mix(axes[0], _sine, axes[1], _cosine)]
        : axes;

    private static float[] Mix(ReadOnlySpan<float> a, float gainA, ReadOnlySpan<float> b, float gainB)
    {
        float[] sum = new float[a.Length];
        float[] other = new float[a.Length];
        TensorPrimitives.Multiply(a, gainA, sum);
        TensorPrimitives.Multiply(b, gainB, other);
        TensorPrimitives.Add(sum, other, sum);
        return sum;
    }
}
