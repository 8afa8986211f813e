using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>Frames of one channel of a texture, batch by batch: as they are, and as they become. Not thread-safe.</summary>
internal sealed unsafe class TextureFrames
{
    private readonly BatchedFrames _frames;
    private readonly BatchedFrames _results;
    private readonly AlignedBuffer _spectra;
    private readonly LevelTrack _levels;
    private readonly TextureBands.DensityMap _map;
    private readonly float[] _densities;
    private readonly float[] _real;
    private readonly float[] _imaginary;
    private readonly float[] _copiedReal;
    private readonly float[] _copiedImaginary;
    private readonly int _firstBin;
    private readonly int _bins;
    private int _count;

    public TextureFrames(CopyPlan plan, ReadOnlySpan<float> samples, MissingBandLevels levels)
    {
        _frames = new BatchedFrames(plan.Grid, plan.Window, WindowKind.Hann, SimdWidths.Best);
        _results = new BatchedFrames(plan.Grid, plan.Window, WindowKind.Hann, SimdWidths.Best);
        _frames.Load(samples);
        _results.Clear();
        _spectra = new AlignedBuffer(_frames.Fft.SpectraLength);
        _levels = new LevelTrack(levels);
        _map = plan.Bands.Align(levels.BandEdges);
        _densities = new float[levels.BandCount];
        _firstBin = plan.Bands.FirstBin;
        _bins = plan.Bands.Bins;
        _real = new float[Lanes * _frames.Fft.Bins];
        _imaginary = new float[_real.Length];
        _copiedReal = new float[_real.Length];
        _copiedImaginary = new float[_real.Length];
    }

    public int Lanes => _frames.Fft.Lanes;

    public int Batches => _frames.Batches;

    private int Row => _frames.Fft.Bins;

    /// <summary>Takes a batch, and returns how many frames it has.</summary>
    public int Analyze(int batch)
    {
        _frames.Analyze(batch, _spectra.Pointer);
        _count = _frames.FramesIn(batch);
        fixed (float* real = _real, imaginary = _imaginary)
        {
            FrameLanes.ToRows(_spectra.Pointer, 2 * Lanes, real, Row, _count);
            FrameLanes.ToRows(_spectra.Pointer + Lanes, 2 * Lanes, imaginary, Row, _count);
        }

        return _count;
    }

    public double Energy(int lane, int first, int end) =>
        (double)TensorPrimitives.SumOfSquares<float>(_real.AsSpan((lane * Row) + first, end - first))
        + TensorPrimitives.SumOfSquares<float>(_imaginary.AsSpan((lane * Row) + first, end - first));

    public float SmoothnessAt(double seconds) => _levels.SmoothnessAt(seconds);

    /// <summary>Adds the power of the bins below the first missing one.</summary>
    public void AddSourcePower(int lane, Span<float> power)
    {
        ReadOnlySpan<float> real = _real.AsSpan(lane * Row, power.Length);
        ReadOnlySpan<float> imaginary = _imaginary.AsSpan(lane * Row, power.Length);
        TensorPrimitives.MultiplyAdd(real, real, power, power);
        TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
    }

    /// <summary>Multiplies the bins below the first missing one.</summary>
    public void ShapeSource(int lane, ReadOnlySpan<float> gains)
    {
        Span<float> real = _real.AsSpan(lane * Row, gains.Length);
        Span<float> imaginary = _imaginary.AsSpan(lane * Row, gains.Length);
        TensorPrimitives.Multiply(real, gains, real);
        TensorPrimitives.Multiply(imaginary, gains, imaginary);
    }

    /// <summary>Copies bins of a frame, turned by an angle: missing bins from one to before another, from so many bins below.</summary>
    public void Copy(int lane, int from, int to, int shift, (double Sin, double Cos) angle)
    {
        int start = (lane * Row) + _firstBin + from;
        ReadOnlySpan<float> real = _real.AsSpan(start - shift, to - from);
        ReadOnlySpan<float> imaginary = _imaginary.AsSpan(start - shift, to - from);
        Span<float> copiedReal = _copiedReal.AsSpan(start, to - from);
        Span<float> copiedImaginary = _copiedImaginary.AsSpan(start, to - from);
        TensorPrimitives.Multiply(imaginary, -(float)angle.Sin, copiedReal);
        TensorPrimitives.MultiplyAdd(real, (float)angle.Cos, copiedReal, copiedReal);
        TensorPrimitives.Multiply(real, (float)angle.Sin, copiedImaginary);
        TensorPrimitives.MultiplyAdd(imaginary, (float)angle.Cos, copiedImaginary, copiedImaginary);
    }

    /// <summary>Power of the copied bins, <c>[bins]</c>.</summary>
    public void Power(int lane, Span<float> power)
    {
        ReadOnlySpan<float> real = Copied(_copiedReal, lane);
        ReadOnlySpan<float> imaginary = Copied(_copiedImaginary, lane);
        TensorPrimitives.Multiply(real, real, power);
        TensorPrimitives.MultiplyAdd(imaginary, imaginary, power, power);
    }

    /// <summary>Adds the power that the bands should have.</summary>
    public void CollectWanted(double seconds, Span<float> wanted)
    {
        _levels.At(seconds, _densities);
        _map.Collect(_densities, wanted);
    }

    public void Shape(int lane, ReadOnlySpan<float> gains)
    {
        Span<float> real = Copied(_copiedReal, lane);
        Span<float> imaginary = Copied(_copiedImaginary, lane);
        TensorPrimitives.Multiply(real, gains, real);
        TensorPrimitives.Multiply(imaginary, gains, imaginary);
    }

    /// <summary>Adds the copied frames of the batch to the result; below the first missing bin they are zero.</summary>
    public void Synthesize(int batch)
    {
        fixed (float* real = _copiedReal, imaginary = _copiedImaginary)
        {
            FrameLanes.FromRows(real, Row, _count, _spectra.Pointer, 2 * Lanes, Lanes);
            FrameLanes.FromRows(imaginary, Row, _count, _spectra.Pointer + Lanes, 2 * Lanes, Lanes);
        }

        _results.Synthesize(batch, _spectra.Pointer, edgeWeight: 0.5f);
    }

    public void Store(float[] texture, float factor)
    {
        _results.Store(texture);
        TensorPrimitives.Multiply(texture, factor, texture);
    }

    private Span<float> Copied(float[] rows, int lane) => rows.AsSpan((lane * Row) + _firstBin, _bins);
}
