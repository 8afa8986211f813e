using System.Numerics;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;

namespace Siren2.Spectral;

/// <summary>
/// The short-time Fourier transform of signals of one length, its transpose and its least-squares inverse.
/// </summary>
/// <remarks>
/// <para>X[f, k] = Σ w[n]·x[f·hop + n − fft/2]·exp(−2πikn/fft), n = 0 … fft − 1, for frames f = 0 … length/hop (integer
/// division) and bins k = 0 … fft/2; bin k lies at k·rate/fft Hz. The window w is shorter than the frame or as long, and
/// centered in it. The signal is continued beyond both ends by reflection about its first and last sample, without
/// repeating them; a signal shorter than half a frame is reflected again and again, one of a single sample is constant.
/// Wherever PyTorch's <c>torch.stft(center=True, pad_mode="reflect")</c> is defined, this is the same.</para>
/// <para>Spectra are two spans, real and imaginary parts, <c>[frames, bins]</c>, row-major.</para>
/// <para>Workspaces are allocated once, by the constructor: methods allocate nothing, and one instance must not be used by two
/// threads at once. Results are the same to the bit on every run on a machine; machines with vectors of different widths
/// differ by rounding. Not-a-number or infinite samples spread to the frames that hold them and are not reported.</para>
/// </remarks>
/// <example>
/// <code>
/// var stft = new ShortTimeFourierTransform(signal.Length, fftSize: 1024, hop: 256);
/// float[] power = new float[stft.Frames * stft.Bins];
/// stft.Power(signal, power);
/// </code>
/// </example>
public sealed unsafe class ShortTimeFourierTransform
{
    /// <summary>Coverage by windows, relative to the largest, below which <see cref="Inverse"/> gives zero: Hann windows end in zeros.</summary>
    private const double NegligibleCoverage = 1e-6;

    private readonly BatchedFrames _batches;
    private readonly AlignedBuffer _spectra;
    private readonly AlignedBuffer _power;
    private readonly float[] _inverseWeights;

    /// <summary>Prepares the transform of signals of <paramref name="signalLength"/> samples.</summary>
    /// <param name="signalLength">
    /// Samples in every signal, at least 1, and so many that neither they with half a frame on either side nor the spectrum exceed an array.
    /// </param>
    /// <param name="fftSize">Samples in a frame: a power of two from 16 to 65,536.</param>
    /// <param name="hop">Samples from one frame to the next, at least 1.</param>
    /// <param name="windowLength">Samples under the window, 1 to <paramref name="fftSize"/>; null means <paramref name="fftSize"/>.</param>
    /// <param name="window">Shape of the window.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public ShortTimeFourierTransform(
        int signalLength, int fftSize, int hop, int? windowLength = null, WindowKind window = WindowKind.Hann)
        : this(signalLength, fftSize, hop, windowLength, window, SimdWidths.Best)
    {
    }

    internal ShortTimeFourierTransform(
        int signalLength, int fftSize, int hop, int? windowLength, WindowKind window, SimdWidth width)
    {
        WindowLength = windowLength ?? fftSize;
        ArgumentOutOfRangeException.ThrowIfLessThan(signalLength, 1);
        CheckFrames(fftSize, hop, WindowLength);
        CheckExtent(signalLength, fftSize, hop);
        if (!Enum.IsDefined(window))
        {
            throw new ArgumentOutOfRangeException(nameof(window), window, "The window must be one of WindowKind.");
        }

        SignalLength = signalLength;
        FftSize = fftSize;
        Hop = hop;
        Window = window;
        var grid = new FrameGrid(signalLength, fftSize, hop);
        Frames = grid.Frames;
        _batches = new BatchedFrames(grid, WindowLength, window, width);
        _spectra = new AlignedBuffer(_batches.Fft.SpectraLength);
        _power = new AlignedBuffer(_batches.Fft.Bins * _batches.Fft.Lanes);
        _inverseWeights = InverseWeights(grid, _batches);
    }

    /// <summary>Samples in every signal.</summary>
    public int SignalLength { get; }

    /// <summary>Samples in a frame.</summary>
    public int FftSize { get; }

    /// <summary>Samples from one frame to the next.</summary>
    public int Hop { get; }

    /// <summary>Samples of a frame under the window.</summary>
    public int WindowLength { get; }

    /// <summary>Shape of the window.</summary>
    public WindowKind Window { get; }

    /// <summary>Frames of a spectrum: 1 + length/hop.</summary>
    public int Frames { get; }

    /// <summary>Frequencies of a spectrum: fft/2 + 1.</summary>
    public int Bins => (FftSize / 2) + 1;

    /// <summary>The spectrum of a signal.</summary>
    /// <param name="signal">The signal, <c>[samples]</c>.</param>
    /// <param name="real">Receives the real parts, <c>[frames, bins]</c>.</param>
    /// <param name="imaginary">Receives the imaginary parts, <c>[frames, bins]</c>.</param>
    /// <exception cref="ArgumentException">A span has another length than its shape says.</exception>
    public void Forward(ReadOnlySpan<float> signal, Span<float> real, Span<float> imaginary)
    {
        CheckSignal(signal.Length, nameof(signal));
        CheckSpectrum(real.Length, nameof(real));
        CheckSpectrum(imaginary.Length, nameof(imaginary));
        _batches.Load(signal);
        int lanes = _batches.Fft.Lanes;
        fixed (float* realRows = real, imaginaryRows = imaginary)
        {
            for (int batch = 0; batch < _batches.Batches; batch++)
            {
                nint first = batch * (nint)lanes * Bins;
                int frames = _batches.FramesIn(batch);
                _batches.Analyze(batch, _spectra.Pointer);
                FrameLanes.ToRows(_spectra.Pointer, 2 * lanes, realRows + first, Bins, frames);
                FrameLanes.ToRows(_spectra.Pointer + lanes, 2 * lanes, imaginaryRows + first, Bins, frames);
            }
        }
    }

    /// <summary>The squared magnitudes of the spectrum of a signal.</summary>
    /// <param name="signal">The signal, <c>[samples]</c>.</param>
    /// <param name="power">Receives |X|², <c>[frames, bins]</c>.</param>
    /// <param name="cancellationToken">Ends the transform within one batch of frames.</param>
    /// <exception cref="ArgumentException">A span has another length than its shape says.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public void Power(ReadOnlySpan<float> signal, Span<float> power, CancellationToken cancellationToken = default)
    {
        CheckSignal(signal.Length, nameof(signal));
        CheckSpectrum(power.Length, nameof(power));
        _batches.Load(signal);
        int lanes = _batches.Fft.Lanes;
        fixed (float* rows = power)
        {
            for (int batch = 0; batch < _batches.Batches; batch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _batches.Analyze(batch, _spectra.Pointer);
                _batches.Fft.Power(_spectra.Pointer, _power.Pointer);
                FrameLanes.ToRows(_power.Pointer, lanes, rows + (batch * (nint)lanes * Bins), Bins, _batches.FramesIn(batch));
            }
        }
    }

    /// <summary>
    /// The transpose of <see cref="Forward"/> as a real linear map, windows and reflection included:
    /// ⟨Forward(x), (R, I)⟩ = ⟨x, Adjoint(R, I)⟩. It carries the gradient of a loss from a spectrum to the signal.
    /// </summary>
    /// <param name="real">The real parts, <c>[frames, bins]</c>.</param>
    /// <param name="imaginary">The imaginary parts, <c>[frames, bins]</c>; those of the first and the last bin count for nothing.</param>
    /// <param name="signal">Receives the signal, <c>[samples]</c>.</param>
    /// <exception cref="ArgumentException">A span has another length than its shape says.</exception>
    public void Adjoint(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal) =>
        Synthesize(real, imaginary, signal, edgeWeight: 1f);

    /// <summary>
    /// The signal whose spectrum comes closest to a given one in the sum of squares over all fft bins, the mirrored ones
    /// included: the window-weighted overlap-add of the frames' inverse transforms over the sum of the squared windows
    /// (Griffin and Lim 1984, eq. 6), what was reflected beyond the ends included. After <see cref="Forward"/> it gives
    /// the signal back.
    /// </summary>
    /// <param name="real">The real parts, <c>[frames, bins]</c>.</param>
    /// <param name="imaginary">The imaginary parts, <c>[frames, bins]</c>; those of the first and the last bin count for nothing.</param>
    /// <param name="signal">Receives the signal, <c>[samples]</c>. Samples that no window covers, as where the hop exceeds the
    /// window, are zero.</param>
    /// <exception cref="ArgumentException">A span has another length than its shape says.</exception>
    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal)
    {
        Synthesize(real, imaginary, signal, edgeWeight: 0.5f);
        System.Numerics.Tensors.TensorPrimitives.Multiply(signal, _inverseWeights, signal);
    }

    private void Synthesize(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> signal, float edgeWeight)
    {
        CheckSpectrum(real.Length, nameof(real));
        CheckSpectrum(imaginary.Length, nameof(imaginary));
        CheckSignal(signal.Length, nameof(signal));
        _batches.Clear();
        int lanes = _batches.Fft.Lanes;
        fixed (float* realRows = real, imaginaryRows = imaginary)
        {
            for (int batch = 0; batch < _batches.Batches; batch++)
            {
                nint first = batch * (nint)lanes * Bins;
                int frames = _batches.FramesIn(batch);
                FrameLanes.FromRows(realRows + first, Bins, frames, _spectra.Pointer, 2 * lanes, lanes);
                FrameLanes.FromRows(imaginaryRows + first, Bins, frames, _spectra.Pointer + lanes, 2 * lanes, lanes);
                _batches.Synthesize(batch, _spectra.Pointer, edgeWeight);
            }
        }

        _batches.Store(signal);
    }

    /// <summary>(2/fft)/Σw²: a frame's inverse transform is 2/fft times the synthesis with edges weighed by ½.</summary>
    private static float[] InverseWeights(FrameGrid grid, BatchedFrames batches)
    {
        double[] padded = new double[grid.PaddedLength];
        for (int frame = 0; frame < grid.Frames; frame++)
        {
            Span<double> covered = padded.AsSpan((frame * grid.Hop) + batches.WindowStart);
            for (int n = 0; n < batches.Window.Length; n++)
            {
                covered[n] += (double)batches.Window[n] * batches.Window[n];
            }
        }

        double[] coverage = new double[grid.SignalLength];
        grid.Fold<double>(padded, coverage);
        double negligible = NegligibleCoverage * coverage.Max();
        return Array.ConvertAll(coverage, c => c > negligible ? (float)(2.0 / grid.Size / c) : 0f);
    }

    /// <summary>Throws where the continued signal or the spectrum would not fit an array.</summary>
    private static void CheckExtent(int signalLength, int fftSize, int hop)
    {
        long padded = (long)signalLength + fftSize;
        long elements = (1 + ((long)signalLength / hop)) * ((fftSize / 2) + 1);
        if (padded > AlignedBuffer.MaximumLength || elements > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(signalLength), signalLength,
                $"The signal with half a frame on either side would have {padded} samples, its spectrum {elements} elements; at most "
                    + $"{AlignedBuffer.MaximumLength} and {Array.MaxLength} fit.");
        }
    }

    /// <summary>Throws unless the three are in the ranges that the constructor documents.</summary>
    internal static void CheckFrames(int fftSize, int hop, int windowLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hop, 1);
        if (fftSize is < BatchFft.MinimumSize or > BatchFft.MaximumSize || !BitOperations.IsPow2(fftSize))
        {
            throw new ArgumentOutOfRangeException(
                nameof(fftSize), fftSize, $"The FFT size must be a power of two from {BatchFft.MinimumSize} to {BatchFft.MaximumSize}.");
        }

        if (windowLength < 1 || windowLength > fftSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(windowLength), windowLength, $"The window must be from 1 sample to the FFT size, {fftSize}, long.");
        }
    }

    private void CheckSignal(int length, string name)
    {
        if (length != SignalLength)
        {
            throw new ArgumentException($"The signal has {length} samples; this transform is for {SignalLength}.", name);
        }
    }

    private void CheckSpectrum(int length, string name)
    {
        if (length != (long)Frames * Bins)
        {
            throw new ArgumentException(
                $"The span has {length} elements; {Frames} frames of {Bins} bins, {(long)Frames * Bins}, are needed.", name);
        }
    }
}
