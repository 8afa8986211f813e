using System.Numerics.Tensors;
using Siren2.Kernels;

namespace Siren2.Decoding;

/// <summary>
/// Latents times their first-layer weights at the latent rate, Y[f] = Σ_c Z[f,c]·W[c], and the way back:
/// ∂W[c] = Σ_f Z[f,c]·∂Y[f], ∂Z[f,c] = ∂Y[f]·W[c].
/// </summary>
internal sealed unsafe class LatentProjection
{
    private readonly SineNetworkShape _shape;
    private readonly int _frames;
    private readonly AlignedBuffer _values;
    private readonly AlignedBuffer _gradient;
    private readonly AlignedBuffer?[] _groupGradients;
    private readonly int[] _groupStart;

    public LatentProjection(SineNetworkShape shape, int frames, int groups)
    {
        _shape = shape;
        _frames = frames;

        // One frame more than there is, so that the last may be "interpolated" with a zero weight.
        _values = new AlignedBuffer((frames + 1) * shape.PaddedWidth);
        _gradient = new AlignedBuffer((frames + 1) * shape.PaddedWidth);
        _groupGradients = new AlignedBuffer?[groups];
        _groupStart = new int[groups];
    }

    /// <summary>The products, <c>[frames + 1, PaddedWidth]</c>.</summary>
    public float* Values => _values.Pointer;

    public void Forward(ReadOnlySpan<float> latents, ReadOnlySpan<float> parameters)
    {
        int width = _shape.PaddedWidth;
        for (int frame = 0; frame < _frames; frame++)
        {
            Span<float> row = _values.Span.Slice(frame * width, width);
            row.Clear();
            for (int channel = 0; channel < _shape.LatentCount; channel++)
            {
                TensorPrimitives.MultiplyAdd(Weights(parameters, channel), latents[(frame * _shape.LatentCount) + channel], row, row);
            }
        }
    }

    /// <summary>
    /// Clears the buffer of a group that touches the frames from <paramref name="firstFrame"/> to one after
    /// <paramref name="lastFrame"/> and returns where frame 0 would be in it.
    /// </summary>
    public float* BeginGroup(int group, int firstFrame, int lastFrame)
    {
        int width = _shape.PaddedWidth;
        AlignedBuffer buffer = _groupGradients[group] ??= new AlignedBuffer((lastFrame - firstFrame + 2) * width);
        buffer.Span.Clear();
        _groupStart[group] = firstFrame;
        return buffer.Pointer - ((nint)firstFrame * width);
    }

    public void Backward(ReadOnlySpan<float> latents, ReadOnlySpan<float> parameters, Span<float> gradients, Span<float> latentGradient)
    {
        int width = _shape.PaddedWidth;
        _gradient.Span.Clear();
        for (int group = 0; group < _groupGradients.Length; group++)
        {
            Span<float> part = _groupGradients[group]!.Span;
            Span<float> whole = _gradient.Span.Slice(_groupStart[group] * width, part.Length);
            TensorPrimitives.Add(whole, part, whole);
        }

        for (int frame = 0; frame < _frames; frame++)
        {
            ReadOnlySpan<float> row = _gradient.Span.Slice(frame * width, width);
            for (int channel = 0; channel < _shape.LatentCount; channel++)
            {
                int latent = (frame * _shape.LatentCount) + channel;
                Span<float> weightGradient = gradients.Slice(_shape.LatentRows + (channel * width), width);
                TensorPrimitives.MultiplyAdd(row, latents[latent], weightGradient, weightGradient);
                if (!latentGradient.IsEmpty)
                {
                    latentGradient[latent] = TensorPrimitives.Dot(row, Weights(parameters, channel));
                }
            }
        }
    }

    private ReadOnlySpan<float> Weights(ReadOnlySpan<float> parameters, int channel) =>
        parameters.Slice(_shape.LatentRows + (channel * _shape.PaddedWidth), _shape.PaddedWidth);
}
