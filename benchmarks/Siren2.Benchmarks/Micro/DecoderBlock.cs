using BenchmarkDotNet.Attributes;
using Siren2.Kernels.Simd;
using Siren2.Kernels.SineNetwork;

namespace Siren2.Benchmarks.Micro;

/// <summary>
/// A block of 96 rows through the decoder's layers, 2 → 256 → 256 → 256 → 256 → 1, and back: products, sines, gradients.
/// </summary>
public unsafe class DecoderBlock : PerWidth
{
    private readonly SineNetworkShape _shape = new(width: 256, depth: 4, hasSecondInput: true, latentCount: 0, omega0: 30);

    /// <summary>Whether it goes back, too; not alone, as the way back overwrites what the way forward left for it.</summary>
    [ParamsAllValues]
    public bool Backward { get; set; }

    private protected override Action Prepare(SimdWidth width)
    {
        SineNetworkKernel kernel = SineNetworkKernel.Create(_shape, width);
        var parameters = new AlignedBuffer(_shape.ParameterCount);
        var gradients = new AlignedBuffer(_shape.ParameterCount);
        var transposed = new AlignedBuffer(_shape.TransposedCount);
        var block = new SineNetworkBlock(_shape);
        parameters.Span.Fill(0.01f);
        kernel.Transpose(parameters.Pointer, transposed.Pointer);
        Fill(block.Time, 1);
        Fill(block.Second, 2);
        Fill(block.OutputGradient, 3);
        return () =>
        {
            kernel.Forward(block, parameters.Pointer, null);
            if (Backward)
            {
                kernel.Backward(block, parameters.Pointer, transposed.Pointer, gradients.Pointer, null);
            }
        };
    }

    private static void Fill(float* rows, int seed) =>
        Signals.Noise(SineNetworkBlock.MaximumRows, seed).CopyTo(new Span<float>(rows, SineNetworkBlock.MaximumRows));
}
