using BenchmarkDotNet.Attributes;
using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks.Micro;

/// <summary>The three products of a layer of 256 units over 1024 rows, 134 MFLOP each.</summary>
public class Gemm : PerWidth
{
    private const int Rows = 1024;
    private const int Units = 256;

    public enum Product
    {
        Forward,
        WeightGradient,
        InputGradient,
    }

    [ParamsAllValues]
    public Product Kind { get; set; }

    private protected override Action Prepare(SimdWidth width)
    {
        float[] rows = Signals.Noise(Rows * Units, 1);
        float[] deltas = Signals.Noise(Rows * Units, 2);
        float[] weights = Signals.Noise(Units * Units, 3);
        return Kind switch
        {
            Product.Forward => () =>
                MatrixMultiply.AddProductTransposedB(Rows, Units, Units, rows, Units, weights, Units, deltas, Units, width),
            Product.WeightGradient => () =>
                MatrixMultiply.ProductTransposedA(Units, Units, Rows, deltas, Units, rows, Units, weights, Units, width),
            _ => () =>
                MatrixMultiply.AddProduct(Rows, Units, Units, deltas, Units, weights, Units, rows, Units, width),
        };
    }
}
