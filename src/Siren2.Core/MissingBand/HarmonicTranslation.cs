using System.Numerics.Tensors;
using Siren2.Kernels.Fft;
using Siren2.Kernels.Simd;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// By how many hertz the known band is translated from one instant to the next: so far that the partials of a harmonic sound fall on the places
/// of partials,
/// and by a usual amount where there are none.
/// </summary>
/// <remarks>
/// The distance is the one at which the magnitude spectrum of the known band resembles itself most. Its fraction of a bin follows from the
/// phases of pairs of partials
/// that far apart, which turn against each other with the difference of their frequencies (the phase vocoder's argument: Flanagan and Golden 1966).
/// </remarks>
internal sealed unsafe class HarmonicTranslation
{
    private const double WindowSeconds = 0.043;

    /// <summary>Frames to a window.</summary>
    private const int Overlap = 4;

    /// <summary>The range of distances, relative to the end of the known band.</summary>
    private const double Least = 0.6;
    private const double Most = 0.95;

    /// <summary>
    /// Correlation of a magnitude spectrum with itself from which a sound counts as harmonic, and from which it does at the shorter distances that are
    /// tried where no other is found, those of few partials far apart.
    /// </summary>
    private const double LeastCorrelation = 0.5;
    private const double LeastShortCorrelation = 0.7;
    private const double Shortest = 0.3;

    /// <summary>
    /// The fourth root of power of a partial over that of the valleys at either side, at least, 10 dB: between partials there are only their slopes,
    /// which resemble each other.
    /// </summary>
    private const float Prominence = 1.78f;

    /// <summary>What a distance near the last one has ahead of others: equally good ones should not alternate.</summary>
    private const double Loyalty = 0.1;

    /// <summary>Between partials, in hertz, of voices and most instruments: they have so many that the usual distances find them, if any does.</summary>
    private const double ClosestPartials = 110;
    private const double ClosePartials = 600;

    /// <summary>Below it there is rumble.</summary>
    private const double LowestFrequency = 100;

    private readonly int _hop;
    private readonly double[] _distances;

    private HarmonicTranslation(int hop, double[] distances)
    {
        _hop = hop;
        _distances = distances;
    }

    /// <summary>The distance at a sample, in hertz.</summary>
    public double At(double sample)
    {
        double place = Math.Clamp(sample / _hop, 0, _distances.Length - 1);
        int before = (int)place;
        int after = Math.Min(before + 1, _distances.Length - 1);
        return _distances[before] + ((place - before) * (_distances[after] - _distances[before]));
    }

    /// <summary>Finds the distances.</summary>
    /// <param name="channels">The clip, <c>[channels][samples]</c>; all have one distance.</param>
    /// <param name="sampleRate">Rate in hertz.</param>
    /// <param name="end">End of what is copied, in hertz.</param>
    /// <param name="usual">The distance where nothing is harmonic, in hertz.</param>
    /// <param name="cancellationToken">Ends the work within a batch of frames.</param>
    public static HarmonicTranslation Find(
        IReadOnlyList<ReadOnlyMemory<float>> channels, int sampleRate, double end, double usual, CancellationToken cancellationToken)
    {
        int window = Math.Max(16, Overlap * (int)Math.Round(sampleRate * WindowSeconds / Overlap));
        int size = BatchFft.MinimumSize;
        while (size < window)
        {
            size *= 2;
        }

        var grid = new FrameGrid(channels[0].Length, size, window / Overlap);
        var frames = new BatchedFrames[channels.Count];
        for (int c = 0; c < frames.Length; c++)
        {
            frames[c] = new BatchedFrames(grid, window, WindowKind.Hann, SimdWidths.Best);
            frames[c].Load(channels[c].Span);
        }

        BatchFft fft = frames[0].Fft;
        var spectra = new AlignedBuffer(fft.SpectraLength);
        float[] real = new float[fft.Lanes * fft.Bins];
        float[] imaginary = new float[real.Length];
        var search = new Search(channels.Count, sampleRate, size, grid.Hop, end, usual);
        double[] distances = new double[grid.Frames];
        float[][] rows = [.. frames.Select(_ => new float[2 * real.Length])];
        for (int batch = 0; batch < frames[0].Batches; batch++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = frames[0].FramesIn(batch);
            for (int c = 0; c < frames.Length; c++)
            {
                frames[c].Analyze(batch, spectra.Pointer);
                fixed (float* row = rows[c])
                {
                    FrameLanes.ToRows(spectra.Pointer, 2 * fft.Lanes, row, fft.Bins, count);
                    FrameLanes.ToRows(spectra.Pointer + fft.Lanes, 2 * fft.Lanes, row + real.Length, fft.Bins, count);
                }
            }

            for (int lane = 0; lane < count; lane++)
            {
                for (int c = 0; c < frames.Length; c++)
                {
                    search.Take(c, rows[c].AsSpan(lane * fft.Bins, fft.Bins), rows[c].AsSpan(real.Length + (lane * fft.Bins), fft.Bins));
                }

                distances[(batch * fft.Lanes) + lane] = search.Next();
            }
        }

        return new HarmonicTranslation(grid.Hop, distances);
    }

    /// <summary>Goes from frame to frame.</summary>
    private sealed class Search
    {
        private readonly double _binWidth;
        private readonly double _hopSeconds;
        private readonly double _usual;
        private readonly int _low;
        private readonly int _end;
        private readonly int _closeFirst;
        private readonly int _closeLast;
        private readonly int _shortest;
        private readonly int _least;
        private readonly int _most;
        private readonly float[] _magnitudes;
        private readonly float[][] _real;
        private readonly float[][] _imaginary;
        private readonly float[][] _lastReal;
        private readonly float[][] _lastImaginary;
        private double _last;

        public Search(int channels, int sampleRate, int size, int hop, double end, double usual)
        {
            _binWidth = (double)sampleRate / size;
            _hopSeconds = (double)hop / sampleRate;
            _usual = usual;
            _last = usual;
            _low = (int)Math.Ceiling(LowestFrequency / _binWidth);
            _end = (int)(end / _binWidth);
            _closeFirst = Math.Max(1, (int)Math.Round(ClosestPartials / _binWidth));
            _closeLast = (int)(ClosePartials / _binWidth);
            _shortest = Math.Max(1, (int)(Shortest * _end));
            _least = Math.Max(1, (int)(Least * _end));
            _most = Math.Min((int)(Most * _end), _end - _low - 8);
            _magnitudes = new float[_end];
            _real = Create(channels);
            _imaginary = Create(channels);
            _lastReal = Create(channels);
            _lastImaginary = Create(channels);
        }

        /// <summary>Takes the spectrum of a channel.</summary>
        public void Take(int channel, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary)
        {
            (_lastReal[channel], _real[channel]) = (_real[channel], _lastReal[channel]);
            (_lastImaginary[channel], _imaginary[channel]) = (_imaginary[channel], _lastImaginary[channel]);
            real[.._end].CopyTo(_real[channel]);
            imaginary[.._end].CopyTo(_imaginary[channel]);
        }

        /// <summary>The distance in the frame whose channels were taken.</summary>
        public double Next()
        {
            Array.Clear(_magnitudes);
            for (int c = 0; c < _real.Length; c++)
            {
                for (int k = 0; k < _end; k++)
                {
                    _magnitudes[k] += (_real[c][k] * _real[c][k]) + (_imaginary[c][k] * _imaginary[c][k]);
                }
            }

            // The fourth root of power: loud partials should not be all that counts.
            TensorPrimitives.Sqrt<float>(_magnitudes, _magnitudes);
            TensorPrimitives.Sqrt<float>(_magnitudes, _magnitudes);
            int best = Best(_least, _most, LeastCorrelation);
            if ((best == 0 || !HasPartials(best)) && Best(_closeFirst, _closeLast, LeastCorrelation) == 0)
            {
                int shorter = Best(_shortest, _least - 1, LeastShortCorrelation);
                best = shorter > 0 && HasPartials(shorter) ? shorter : best;
            }

            _last = best == 0 ? _usual : Refine(best);
            return _last;
        }

        /// <summary>The distance in bins at which the spectrum resembles itself most; 0 where it hardly does.</summary>
        private int Best(int first, int last, double least)
        {
            int best = 0;
            double most = least;
            for (int lag = first; lag <= last; lag++)
            {
                double correlation = Correlation(lag);
                double bonus = Math.Abs((lag * _binWidth) - _last) <= 1.5 * _binWidth ? Loyalty : 0;
                if (correlation >= least && correlation + bonus > most)
                {
                    (best, most) = (lag, correlation + bonus);
                }
            }

            return best;
        }

        private float[][] Create(int channels) => [.. Enumerable.Range(0, channels).Select(_ => new float[_end])];

        private double Correlation(int lag)
        {
            ReadOnlySpan<float> upper = _magnitudes.AsSpan(_low + lag, _end - _low - lag);
            ReadOnlySpan<float> lower = _magnitudes.AsSpan(_low, upper.Length);
            double n = upper.Length;
            double a = TensorPrimitives.Sum(upper) / n;
            double b = TensorPrimitives.Sum(lower) / n;
            double aa = (TensorPrimitives.SumOfSquares(upper) / n) - (a * a);
            double bb = (TensorPrimitives.SumOfSquares(lower) / n) - (b * b);
            double ab = (TensorPrimitives.Dot(upper, lower) / n) - (a * b);
            return aa > 1e-6 * a * a && bb > 1e-6 * b * b ? ab / Math.Sqrt(aa * bb) : 0;
        }

        /// <summary>Whether there is a partial in both of the parts that are compared at a distance.</summary>
        private bool HasPartials(int lag)
        {
            ReadOnlySpan<float> upper = _magnitudes.AsSpan(_low + lag, _end - _low - lag);
            return HasPeak(upper) && HasPeak(_magnitudes.AsSpan(_low, upper.Length));
        }

        /// <summary>Whether a value stands out from the least to its left and the least to its right.</summary>
        private static bool HasPeak(ReadOnlySpan<float> values)
        {
            float left = float.PositiveInfinity;
            float highest = 0;
            foreach (float value in values)
            {
                if (value > highest && value >= Prominence * left)
                {
                    highest = value;
                }
                else if (value * Prominence <= highest)
                {
                    return true;
                }

                left = Math.Min(left, value);
            }

            return false;
        }

        /// <summary>The distance to a fraction of a bin, by how far pairs of partials turn against each other from the last frame to this.</summary>
        private double Refine(int lag)
        {
            (double real, double imaginary) now = Product(_real, _imaginary, lag);
            (double real, double imaginary) before = Product(_lastReal, _lastImaginary, lag);
            double turned = Math.Atan2(
                (now.imaginary * before.real) - (now.real * before.imaginary), (now.real * before.real) + (now.imaginary * before.imaginary));
            double turns = (turned / (2 * Math.PI)) - (lag * _binWidth * _hopSeconds);
            double correction = (turns - Math.Round(turns)) / _hopSeconds;
            return (lag * _binWidth) + Math.Clamp(correction, -_binWidth, _binWidth);
        }

        private (double Real, double Imaginary) Product(float[][] real, float[][] imaginary, int lag)
        {
            double re = 0;
            double im = 0;
            for (int c = 0; c < real.Length; c++)
            {
                for (int k = _low + lag; k < _end; k++)
                {
                    re += (real[c][k] * real[c][k - lag]) + (imaginary[c][k] * imaginary[c][k - lag]);
                    im += (imaginary[c][k] * real[c][k - lag]) - (real[c][k] * imaginary[c][k - lag]);
                }
            }

            return (re, im);
        }
    }
}
