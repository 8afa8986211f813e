using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;

namespace Siren2.Spectral;

/// <summary>
/// The short-time transform in the layout of <see cref="BatchFft"/>: batch by batch, every frame in a lane of its own.
/// What runs once per step of a fit works here and spares itself the way to rows and back. Not thread-safe.
/// </summary>
internal sealed unsafe class BatchedFrames
{
    private readonly FrameGrid _grid;
    private readonly BatchFft _fft;
    private readonly int _windowStart;
    private readonly AlignedBuffer _window;
    private readonly AlignedBuffer _padded;
    private readonly AlignedBuffer _frames;

    /// <summary>Plans the transform; the caller has checked the arguments.</summary>
    public BatchedFrames(FrameGrid grid, int windowLength, WindowKind window, SimdWidth width)
    {
        _grid = grid;
        _fft = BatchFft.Create(grid.Size, width);
        _windowStart = (grid.Size - windowLength) / 2;
        _window = new AlignedBuffer(windowLength);
        _padded = new AlignedBuffer(grid.PaddedLength);
        _frames = new AlignedBuffer(_fft.FramesLength);
        for (int n = 0; n < windowLength; n++)
        {
            // A Hann window of one sample would be zero; there it is 1, as elsewhere.
            bool flat = window == WindowKind.Rectangular || windowLength == 1;
            _window.Span[n] = flat ? 1f : (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * n / windowLength)));
        }
    }

    public BatchFft Fft => _fft;

    /// <summary>Index in a frame of the first sample that the window covers.</summary>
    public int WindowStart => _windowStart;

    public ReadOnlySpan<float> Window => _window.Span;

    public int Batches => (_grid.Frames + _fft.Lanes - 1) / _fft.Lanes;

    /// <summary>Lanes of a batch that hold a frame; the lanes beyond hold zeros.</summary>
    public int FramesIn(int batch) => Math.Min(_fft.Lanes, _grid.Frames - (batch * _fft.Lanes));

    /// <summary>Takes a signal, continued beyond both ends, for <see cref="Analyze"/>.</summary>
    public void Load(ReadOnlySpan<float> signal) => _grid.Pad(signal, _padded.Span);

    /// <summary>The spectra of a batch of frames of the signal taken last.</summary>
    public void Analyze(int batch, float* spectra)
    {
        int lanes = _fft.Lanes;
        int windowEnd = _windowStart + _window.Length;
        _frames.Span[..(_windowStart * lanes)].Clear();
        _frames.Span[(windowEnd * lanes)..].Clear();
        FrameLanes.Gather(
            FirstSample(batch),
            _grid.Hop,
            FramesIn(batch),
            _window.Pointer,
            _window.Length,
            _frames.Pointer + (_windowStart * lanes),
            lanes);
        _fft.Forward(_frames.Pointer, spectra);
    }

    /// <summary>Begins an overlap-add.</summary>
    public void Clear() => _padded.Span.Clear();

    /// <summary>
    /// Adds to the signal under construction what a batch of spectra, which is destroyed, gives through the transpose of
    /// <see cref="Analyze"/>.
    /// </summary>
    public void Synthesize(int batch, float* spectra, float edgeWeight)
    {
        int lanes = _fft.Lanes;
        _fft.Adjoint(spectra, _frames.Pointer, edgeWeight);
        FrameLanes.ScatterAdd(
            _frames.Pointer + (_windowStart * lanes),
            lanes,
            _window.Pointer,
            _window.Length,
            FirstSample(batch),
            _grid.Hop,
            FramesIn(batch));
    }

    /// <summary>The signal that the calls of <see cref="Synthesize"/> since <see cref="Clear"/> have built.</summary>
    public void Store(Span<float> signal) => _grid.Fold<float>(_padded.Span, signal);

    private float* FirstSample(int batch) => _padded.Pointer + (batch * (nint)_fft.Lanes * _grid.Hop) + _windowStart;
}
