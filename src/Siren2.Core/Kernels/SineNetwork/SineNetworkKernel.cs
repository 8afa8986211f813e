using Siren2.Kernels.Simd;

namespace Siren2.Kernels.SineNetwork;

/// <summary>
/// A block of rows through a sine network and back. One implementation, compiled for every vector width.
/// </summary>
internal abstract unsafe class SineNetworkKernel
{
    protected SineNetworkKernel(SineNetworkShape shape) => Shape = shape;

    public SineNetworkShape Shape { get; }

    public static SineNetworkKernel Create(SineNetworkShape shape, SimdWidth width)
    {
        var creation = new Creation(shape);
        SimdWidths.Run(width, ref creation);
        return creation.Result!;
    }

    /// <summary>Multiplies the latents of a window with their first-layer weights.</summary>
    public abstract void Project(LatentWindow window, float* parameters);

    /// <summary>
    /// Turns the gradients of a window's products into those of its latents, and adds those of the weights to
    /// <paramref name="gradients"/>.
    /// </summary>
    /// <param name="window">Window after all of its blocks have been through <see cref="Backward"/>.</param>
    /// <param name="transposed">Weights packed the other way, see <see cref="Transpose"/>.</param>
    /// <param name="gradients">Flat block that receives the sums.</param>
    public abstract void ProjectBackward(LatentWindow window, float* transposed, float* gradients);

    /// <summary>Computes the outputs of all rows of a block, keeping what the way back needs.</summary>
    /// <param name="block">Rows; all <see cref="SineNetworkBlock.MaximumRows"/> are computed.</param>
    /// <param name="parameters">The flat block of parameters.</param>
    /// <param name="window">Latents after <see cref="Project"/>; null without latents.</param>
    public abstract void Forward(SineNetworkBlock block, float* parameters, LatentWindow? window);

    /// <summary>Adds the gradients of a block to <paramref name="gradients"/>, from its output gradients.</summary>
    /// <param name="block">Rows after <see cref="Forward"/>, with output gradients set for all of them.</param>
    /// <param name="parameters">The flat block of parameters.</param>
    /// <param name="transposed">Weights packed the other way, see <see cref="Transpose"/>.</param>
    /// <param name="gradients">Flat block that receives the sums.</param>
    /// <param name="window">Receives the gradients of its products; null without latents.</param>
    public abstract void Backward(
        SineNetworkBlock block, float* parameters, float* transposed, float* gradients, LatentWindow? window);

    /// <summary>
    /// Packs the weights of hidden layers and latents the other way round, <c>[panel over inputs][output][32]</c>, as the way back
    /// multiplies with them.
    /// </summary>
    public void Transpose(float* parameters, float* transposed)
    {
        for (int layer = 1; layer < Shape.Depth; layer++)
        {
            TransposePacked(
                parameters + Shape.HiddenWeights(layer), Shape.PaddedWidth, Shape.PaddedWidth,
                transposed + ((layer - 1) * Shape.HiddenWeightCount));
        }

        TransposePacked(parameters + Shape.LatentWeights, Shape.PaddedLatents, Shape.PaddedWidth, transposed + Shape.TransposedLatents);
    }

    private static void TransposePacked(float* source, int inputs, int outputs, float* destination)
    {
        const int Panel = SineNetworkShape.Panel;
        for (int right = 0; right < outputs; right += Panel)
        {
            for (int down = 0; down < inputs; down += Panel)
            {
                float* from = source + (right * inputs) + (down * Panel);
                float* to = destination + (down * outputs) + (right * Panel);
                for (int i = 0; i < Panel; i++)
                {
                    for (int j = 0; j < Panel; j++)
                    {
                        to[(j * Panel) + i] = from[(i * Panel) + j];
                    }
                }
            }
        }
    }

    private struct Creation(SineNetworkShape shape) : ISimdWork
    {
        public SineNetworkKernel? Result;

        void ISimdWork.Run<TOps, TVector, TLanes>() => Result = new SineNetworkKernel<TOps, TVector>(shape);
    }
}
