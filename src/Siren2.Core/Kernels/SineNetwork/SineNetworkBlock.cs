using Siren2.Kernels.Simd;

namespace Siren2.Kernels.SineNetwork;

/// <summary>
/// One worker's view of a stretch of rows on its way through the network and back: inputs, activations, gradients.
/// All matrices are row-major with the shape's pitch.
/// </summary>
internal sealed unsafe class SineNetworkBlock
{
    /// <summary>Rows that travel together: small enough that no activation leaves the second-level cache, a multiple of every tile height.</summary>
    public const int MaximumRows = 96;

    private readonly AlignedBuffer _activations;
    private readonly AlignedBuffer _derivatives;
    private readonly AlignedBuffer _rows;

    public SineNetworkBlock(SineNetworkShape shape)
    {
        int layer = MaximumRows * shape.Pitch;
        _activations = new AlignedBuffer(shape.Depth * layer);
        _derivatives = new AlignedBuffer(shape.Depth * layer);
        _rows = new AlignedBuffer(6 * MaximumRows);
        LayerStride = layer;
    }

    /// <summary>Floats between the activations of successive layers.</summary>
    public int LayerStride { get; }

    /// <summary>Outputs of every sine layer, <c>[layer][row][pitch]</c>.</summary>
    public float* Activations => _activations.Pointer;

    /// <summary>ω0·cos of every sine layer on the way forward, overwritten by ∂loss/∂(pre-activation) on the way back.</summary>
    public float* Derivatives => _derivatives.Pointer;

    /// <summary>Time of each row, <c>[MaximumRows]</c> as all that follow.</summary>
    public float* Time => _rows.Pointer;

    /// <summary>Second input of each row.</summary>
    public float* Second => _rows.Pointer + MaximumRows;

    /// <summary>Weight of the later of the two latent frames between which each row lies, in [0, 1).</summary>
    public float* LatentFraction => _rows.Pointer + (2 * MaximumRows);

    /// <summary>Output of each row.</summary>
    public float* Output => _rows.Pointer + (3 * MaximumRows);

    /// <summary>∂loss/∂output of each row.</summary>
    public float* OutputGradient => _rows.Pointer + (4 * MaximumRows);

    /// <summary>Index of the earlier latent frame of each row.</summary>
    public int* LatentFrame => (int*)(_rows.Pointer + (5 * MaximumRows));
}
