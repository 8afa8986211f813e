using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// The power density of a signal in bands of frequency, frame by frame, in units that do not depend on the sample rate: the frames are
/// as long in seconds at every rate. A plan: it may be used for any number of signals, by one thread at a time.
/// </summary>
/// <remarks>
/// Frames are under a Hann window of 21.3 ms, one every 5.3 ms: 1024 and 256 samples at 48 kHz. The density of a bin is
/// 2·|X[k]|²/(rate·Σw²), so that white noise of variance 1 has 2/rate in every bin; a band has the mean over its bins, weighed by how
/// much of each lies in it.
/// </remarks>
internal sealed unsafe class BandAnalyzer
{
    private const double WindowSeconds = 1024.0 / 48000;
    private const double HopSeconds = 256.0 / 48000;

    private readonly int _size;
    private readonly int _window;
    private readonly float[] _weights;
    private readonly (int First, int Count, int Weight)[] _bins;

    /// <summary>Plans the analysis.</summary>
    /// <param name="sampleRate">Sample rate of the signals in hertz.</param>
    /// <param name="edges">Ends of the bands in hertz, ascending, <c>[bands + 1]</c>; what lies above half the sample rate is silent.</param>
    public BandAnalyzer(int sampleRate, ReadOnlySpan<double> edges)
    {
        _window = Math.Clamp((int)Math.Round(sampleRate * WindowSeconds), 2, BatchFft.MaximumSize);
        Hop = Math.Max(1, (int)Math.Round(sampleRate * HopSeconds));
        _size = BatchFft.MinimumSize;
        while (_size < _window)
        {
            _size *= 2;
        }

        _bins = new (int, int, int)[edges.Length - 1];
        var weights = new List<float>();
        double squares = 0.375 * _window;
        for (int b = 0; b < _bins.Length; b++)
        {
            double low = edges[b] * _size / sampleRate;
            double high = edges[b + 1] * _size / sampleRate;
            int first = Math.Min(_size / 2, (int)Math.Floor(low + 0.5));
            int last = Math.Min(_size / 2, (int)Math.Ceiling(high - 0.5));
            _bins[b] = (first, Math.Max(0, last - first + 1), weights.Count);
            for (int k = first; k <= last; k++)
            {
                double covered = Math.Max(0, Math.Min(high, k + 0.5) - Math.Max(low, k - 0.5)) / (high - low);
                weights.Add((float)(covered * 2 / (sampleRate * squares)));
            }
        }

        _weights = [.. weights];
    }

    /// <summary>Samples from one frame to the next; frame f is centered on sample f·hop.</summary>
    public int Hop { get; }

    /// <summary>Bands.</summary>
    public int Bands => _bins.Length;

    /// <summary>Frames of a signal of that many samples.</summary>
    public int Frames(int samples) => 1 + (samples / Hop);

    /// <summary>Computes the density of every band.</summary>
    /// <param name="signal">The signal, at least one sample.</param>
    /// <param name="density">Receives full scale²/Hz, <c>[frames, bands]</c>.</param>
    /// <param name="cancellationToken">Ends the work within a batch of frames.</param>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void Analyze(ReadOnlySpan<float> signal, Span<float> density, CancellationToken cancellationToken = default)
    {
        var frames = new BatchedFrames(new FrameGrid(signal.Length, _size, Hop), _window, WindowKind.Hann, SimdWidths.Best);
        BatchFft fft = frames.Fft;
        int lanes = fft.Lanes;
        var spectra = new AlignedBuffer(fft.SpectraLength);
        var power = new AlignedBuffer(fft.Bins * lanes);
        Span<float> sums = stackalloc float[lanes];
        frames.Load(signal);
        for (int batch = 0; batch < frames.Batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            frames.Analyze(batch, spectra.Pointer);
            fft.Power(spectra.Pointer, power.Pointer);
            int count = frames.FramesIn(batch);
            for (int b = 0; b < _bins.Length; b++)
            {
                (int first, int bins, int weight) = _bins[b];
                sums.Clear();
                for (int k = 0; k < bins; k++)
                {
                    TensorPrimitives.MultiplyAdd(power.Span.Slice((first + k) * lanes, lanes), _weights[weight + k], sums, sums);
                }

                for (int lane = 0; lane < count; lane++)
                {
                    density[(((batch * lanes) + lane) * _bins.Length) + b] = sums[lane];
                }
            }
        }

        GC.KeepAlive(spectra);
        GC.KeepAlive(power);
    }
}
