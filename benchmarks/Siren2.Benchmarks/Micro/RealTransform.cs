using BenchmarkDotNet.Attributes;
using Siren2.Kernels.Fft;

namespace Siren2.Benchmarks.Micro;

/// <summary>
/// The Fourier transform of real signals in double precision, which has one path only: a power of two, a second at 22,050 Hz.
/// </summary>
public class RealTransform
{
    private RealFft _transform = new(2);
    private double[] _signal = [];
    private double[] _real = [];
    private double[] _imaginary = [];

    [Params(16_384, 22_050)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _transform = new RealFft(Length);
        _signal = [.. Signals.Noise(Length, 1)];
        _real = new double[_transform.BinCount];
        _imaginary = new double[_transform.BinCount];
    }

    [Benchmark]
    public void Forward() => _transform.Forward(_signal, _real, _imaginary);
}
