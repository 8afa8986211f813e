
namespace Siren2.Metrics.Spectra;

/// <summary>Something that gathers a figure over the frames of two signals.</summary>
internal interface IPowerFrameMeter
{
    /// <summary>Takes the power spectra of the same frame of both signals, each <c>[FftSize / 2 + 1]</c>.</summary>
    void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> estimate);
}

/// <summary>
/// The power spectra of a signal, frame by frame, in double precision. Frame j is centered on sample <c>j·hop</c>; there are
/// <c>1 + samples / hop</c>. Beyond its ends the signal is mirrored without repeating the end sample, again and again where it is
/// shorter than half a frame (NumPy's <c>reflect</c>), so that every length from one sample on is defined.
/// </summary>
internal ref struct PowerFrames
{
    private readonly ReadOnlySpan<float> _samples;
    private readonly ReadOnlySpan<double> _window;
    private readonly int _hop;
    private readonly FramePairTransform _transform;
    private readonly double[] _even;
    private readonly double[] _odd;

    private PowerFrames(ReadOnlySpan<float> samples, ReadOnlySpan<double> window, int hop)
    {
        _samples = samples;
        _window = window;
        _hop = hop;
        _transform = new FramePairTransform(window.Length);
        _even = new double[_transform.BinCount];
        _odd = new double[_transform.BinCount];
    }

    /// <summary>Sends every frame of two checked signals to every meter.</summary>
    public static void Measure(
        ReadOnlySpan<float> reference,
        ReadOnlySpan<float> estimate,
        bool isWindowed,
        int fftSize,
        int hop,
        params ReadOnlySpan<IPowerFrameMeter> meters) =>
        Measure(reference, estimate, isWindowed, fftSize, hop, 1 + (reference.Length / hop), meters);

    /// <summary>
    /// As <see cref="Measure(ReadOnlySpan{float}, ReadOnlySpan{float}, bool, int, int, ReadOnlySpan{IPowerFrameMeter})"/>, with one more
    /// frame where the hop does not divide the length (SciPy's <c>stft</c> with even ends). There the mirror ends half a frame behind the
    /// signal, in silence.
    /// </summary>
    public static void MeasureToEnd(
        ReadOnlySpan<float> reference,
        ReadOnlySpan<float> estimate,
        bool isWindowed,
        int fftSize,
        int hop,
        params ReadOnlySpan<IPowerFrameMeter> meters) =>
        Measure(reference, estimate, isWindowed, fftSize, hop, 1 + ((reference.Length + hop - 1) / hop), meters);

    private static void Measure(
        ReadOnlySpan<float> reference,
        ReadOnlySpan<float> estimate,
        bool isWindowed,
        int fftSize,
        int hop,
        int count,
        ReadOnlySpan<IPowerFrameMeter> meters)
    {
        double[] weights = Weights(isWindowed, fftSize);
        var referenceFrames = new PowerFrames(reference, weights, hop);
        var estimateFrames = new PowerFrames(estimate, weights, hop);
        for (int frame = 0; frame < count; frame++)
        {
            ReadOnlySpan<double> referencePower = referenceFrames.Next(frame);
            ReadOnlySpan<double> estimatePower = estimateFrames.Next(frame);
            foreach (IPowerFrameMeter meter in meters)
            {
                meter.Add(referencePower, estimatePower);
            }
        }
    }

    // Frames are asked for in order, and two of them are transformed at once.
    private readonly ReadOnlySpan<double> Next(int frame)
    {
        if (frame % 2 == 1)
        {
            return _odd;
        }

        long first = ((long)frame * _hop) - (_window.Length / 2);
        for (int n = 0; n < _window.Length; n++)
        {
            _transform.Set(n, _window[n] * At(first + n), _window[n] * At(first + _hop + n));
        }

        _transform.PowerSpectra(_even, _odd);
        return _even;
    }

    private readonly float At(long index) => (ulong)index < (ulong)_samples.Length
        ? _samples[(int)index]
        : index < _samples.Length + (_window.Length / 2) ? _samples[Mirror(index, _samples.Length)] : 0;

    private static int Mirror(long index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        long period = 2L * (length - 1);
        long inPeriod = ((index % period) + period) % period;
        return (int)Math.Min(inPeriod, period - inPeriod);
    }

    private static double[] Weights(bool isWindowed, int size)
    {
        var weights = new double[size];
        for (int n = 0; n < size; n++)
        {
            double sine = Math.Sin(Math.PI * n / size);
            weights[n] = isWindowed ? sine * sine : 1;
        }

        return weights;
    }
}
