using Siren2.Kernels.Elementwise;
using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.Losses;

/// <summary>
/// Spectral convergence and log magnitude distance at one resolution, of waveforms of one length against a target that is
/// set first. Everything stays in the batches that the transform works in. Not thread-safe.
/// </summary>
internal sealed unsafe class StftDistance
{
    /// <summary>The least squared magnitude.</summary>
    private const float Floor = 1e-7f;

    private readonly BatchedFrames _frames;
    private readonly MagnitudeDistance _distance;
    private readonly long _elements;
    private readonly AlignedBuffer _spectra;
    private readonly AlignedBuffer _target;
    private readonly float[] _workspace;
    private double _targetNorm;

    public StftDistance(StftResolution resolution, int length, SimdWidth width)
    {
        var grid = new FrameGrid(length, resolution.FftSize, resolution.Hop);
        _frames = new BatchedFrames(grid, resolution.WindowLength, WindowKind.Hann, width);
        _distance = MagnitudeDistance.Create(width);
        _elements = (long)grid.Frames * _frames.Fft.Bins;
        _spectra = new AlignedBuffer(checked(_frames.Batches * _frames.Fft.SpectraLength));
        _target = new AlignedBuffer(checked(_frames.Batches * MagnitudesLength));
        _workspace = new float[MagnitudesLength];
    }

    /// <summary>Spectral convergence at the last evaluation.</summary>
    public double SpectralConvergence { get; private set; }

    /// <summary>Mean absolute difference of the natural logarithms of the magnitudes at the last evaluation.</summary>
    public double LogMagnitude { get; private set; }

    private int MagnitudesLength => _frames.Fft.Bins * _frames.Fft.Lanes;

    /// <summary>Takes the target of the evaluations that follow.</summary>
    public void SetTarget(ReadOnlySpan<float> target, CancellationToken stop = default)
    {
        double energy = 0;
        _frames.Load(target);
        for (int batch = 0; batch < _frames.Batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            _frames.Analyze(batch, Spectra(batch));
            energy += _distance.Magnitudes(Spectra(batch), Target(batch), _frames.Fft.Bins, _frames.FramesIn(batch), Floor);
        }

        _targetNorm = Math.Sqrt(energy);
    }

    /// <summary>Computes both terms; returns their sum and writes its gradient times <paramref name="weight"/>.</summary>
    public double Evaluate(ReadOnlySpan<float> prediction, double weight, Span<float> gradient, CancellationToken stop = default)
    {
        double squared = 0;
        double logarithmic = 0;
        _frames.Load(prediction);
        for (int batch = 0; batch < _frames.Batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            _frames.Analyze(batch, Spectra(batch));
            (double batchSquared, double batchLogarithmic) =
                _distance.Compare(Spectra(batch), Target(batch), _frames.Fft.Bins, Floor, _workspace);
            squared += batchSquared;
            logarithmic += batchLogarithmic;
        }

        double norm = Math.Sqrt(squared);
        SpectralConvergence = norm / _targetNorm;
        LogMagnitude = logarithmic / _elements;
        double squaredWeight = norm > 0 ? weight / (norm * _targetNorm) : 0;
        Propagate((float)squaredWeight, (float)(weight / _elements), gradient, stop);
        return SpectralConvergence + LogMagnitude;
    }

    private void Propagate(float squaredWeight, float logarithmicWeight, Span<float> gradient, CancellationToken stop)
    {
        _frames.Clear();
        for (int batch = 0; batch < _frames.Batches; batch++)
        {
            stop.ThrowIfCancellationRequested();
            _distance.Gradient(
                Spectra(batch), Target(batch), _frames.Fft.Bins, Floor, squaredWeight, logarithmicWeight);
            _frames.Synthesize(batch, Spectra(batch), edgeWeight: 1f);
        }

        _frames.Store(gradient);
    }

    private float* Spectra(int batch) => _spectra.Pointer + (batch * (nint)_frames.Fft.SpectraLength);

    private float* Target(int batch) => _target.Pointer + (batch * (nint)MagnitudesLength);
}
