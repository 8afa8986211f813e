using BenchmarkDotNet.Attributes;
using Siren2.Kernels.Simd;

namespace Siren2.Benchmarks.Micro;

/// <summary>
/// A kernel at every vector width, the scalar path being what the others are compared with. The widths are methods, not
/// parameters, since BenchmarkDotNet forms ratios between methods only; each bears its width's name.
/// </summary>
public abstract class PerWidth
{
    private Action _kernel = () => { };

    [GlobalSetup(Target = nameof(Scalar))]
    public void PrepareScalar() => _kernel = Prepare(SimdWidth.Scalar);

    [GlobalSetup(Target = nameof(Vector128))]
    public void Prepare128() => _kernel = Prepare(SimdWidth.Vector128);

    [GlobalSetup(Target = nameof(Vector256))]
    public void Prepare256() => _kernel = Prepare(SimdWidth.Vector256);

    [GlobalSetup(Target = nameof(Vector512))]
    public void Prepare512() => _kernel = Prepare(SimdWidth.Vector512);

    [Benchmark(Baseline = true)]
    public void Scalar() => _kernel();

    [Benchmark]
    public void Vector128() => _kernel();

    [Benchmark]
    public void Vector256() => _kernel();

    [Benchmark]
    public void Vector512() => _kernel();

    /// <summary>Whether a benchmark is one that this machine runs in hardware; those that are not of a width always are.</summary>
    internal static bool IsInHardware(string method) => !Enum.TryParse(method, out SimdWidth width) || width <= SimdWidths.Best;

    /// <summary>Makes everything that the kernel works on, and the call of it that is measured.</summary>
    private protected abstract Action Prepare(SimdWidth width);
}
