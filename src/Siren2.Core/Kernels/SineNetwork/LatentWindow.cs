using Siren2.Kernels.Simd;

namespace Siren2.Kernels.SineNetwork;

/// <summary>
/// The latent frames between which a few successive blocks of rows lie, their products with the first layer's weights, and the
/// gradients of both. All matrices are row-major, one row per frame.
/// </summary>
internal sealed unsafe class LatentWindow
{
    private readonly AlignedBuffer _frames;
    private readonly AlignedBuffer _products;

    public LatentWindow(SineNetworkShape shape, int capacity)
    {
        Capacity = capacity;
        Pitch = shape.PaddedLatents + SineNetworkShape.PitchPadding;
        _frames = new AlignedBuffer(2 * capacity * Pitch);
        _products = new AlignedBuffer(2 * capacity * shape.Pitch);
        Frames = _frames.Pointer;
        FrameGradients = Frames + (capacity * Pitch);
        Products = _products.Pointer;
        ProductGradients = Products + (capacity * shape.Pitch);
    }

    /// <summary>Frames that the window can hold.</summary>
    public int Capacity { get; }

    /// <summary>Index of the first frame in the window.</summary>
    public int First { get; set; }

    /// <summary>Frames that the window holds.</summary>
    public int Count { get; set; }

    /// <summary>Floats between rows of <see cref="Frames"/> and <see cref="FrameGradients"/>.</summary>
    public int Pitch { get; }

    /// <summary>Latents, <c>[frame][Pitch]</c>, padded with zeros.</summary>
    public float* Frames { get; }

    /// <summary>∂loss/∂latents, <c>[frame][Pitch]</c>.</summary>
    public float* FrameGradients { get; }

    /// <summary>Latents times weights, <c>[frame][shape's pitch]</c>.</summary>
    public float* Products { get; }

    /// <summary>∂loss/∂products, <c>[frame][shape's pitch]</c>; summed over the rows of all blocks in the window.</summary>
    public float* ProductGradients { get; }
}
