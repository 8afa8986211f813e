using System.Runtime.Intrinsics;

namespace Siren2.Kernels;

/// <summary>
/// A block of rows through a sine network and back. One implementation, compiled for every vector width.
/// </summary>
internal abstract unsafe class SineNetworkKernel
{
    protected SineNetworkKernel(SineNetworkShape shape) => Shape = shape;

    public SineNetworkShape Shape { get; }

    public static SineNetworkKernel Create(SineNetworkShape shape, SimdWidth width) => width switch
    {
        SimdWidth.Vector512 => new SineNetworkKernel<Simd512, Vector512<float>>(shape),
        SimdWidth.Vector256 => new SineNetworkKernel<Simd256, Vector256<float>>(shape),
        SimdWidth.Vector128 => new SineNetworkKernel<Simd128, Vector128<float>>(shape),
        _ => new SineNetworkKernel<SimdScalar, float>(shape),
    };

    /// <summary>Computes the outputs of all rows of a block, keeping what the way back needs.</summary>
    /// <param name="block">Rows; all <see cref="SineNetworkBlock.MaximumRows"/> are computed.</param>
    /// <param name="parameters">The flat block of parameters.</param>
    /// <param name="latentProjection">Latents times their first-layer weights, <c>[frames, PaddedWidth]</c>; null without latents.</param>
    public abstract void Forward(SineNetworkBlock block, float* parameters, float* latentProjection);

    /// <summary>Adds the gradients of a block to <paramref name="gradients"/>, from its output gradients.</summary>
    /// <param name="block">Rows after <see cref="Forward"/>, with output gradients set for all of them.</param>
    /// <param name="parameters">The flat block of parameters.</param>
    /// <param name="transposed">Hidden weights packed the other way, see <see cref="Transpose"/>.</param>
    /// <param name="gradients">Flat block that receives the sums.</param>
    /// <param name="latentProjectionGradient">Receives ∂loss/∂(latent projection), offset so that frame 0 is its start; null without latents.</param>
    public abstract void Backward(
        SineNetworkBlock block, float* parameters, float* transposed, float* gradients, float* latentProjectionGradient);

    /// <summary>
    /// Packs every hidden weight matrix the other way round, <c>[layer − 1][panel over inputs][output][32]</c>, as the way back
    /// multiplies with it.
    /// </summary>
    public void Transpose(float* parameters, float* transposed)
    {
        int width = Shape.PaddedWidth;
        const int Panel = SineNetworkShape.Panel;
        for (int layer = 1; layer < Shape.Depth; layer++)
        {
            float* source = parameters + Shape.HiddenWeights(layer);
            float* destination = transposed + ((layer - 1) * Shape.HiddenWeightCount);
            for (int input = 0; input < width; input++)
            {
                float* column = destination + (input / Panel * width * Panel) + (input % Panel);
                for (int output = 0; output < width; output++)
                {
                    column[output * Panel] = source[Shape.PackedIndex(input, output)];
                }
            }
        }
    }
}
