using MathNet.Numerics;
using Siren2.Decimation;
using Siren2.Kernels.Fft;

namespace Siren2.MissingBand;

/// <summary>
/// The part of the missing band that the known one foretells, phase included: what is short in time is wide and smooth in frequency,
/// so the spectrum of an onset, a click or a glottal pulse goes on across the edge where the clip was cut off.
/// </summary>
/// <remarks>
/// <para>Where a texture costs PSNR, this gains some: on recordings that nothing here was fitted to, its coherence with the truth is
/// 0.3 just above the edge, 0.2 a twentieth of the cutoff higher, 0.1 at a fifth, and 0 from a half on. See
/// <see cref="BurstEstimate"/> for the model.</para>
/// <para>The upper part of the known band is made white by <see cref="Tilt"/>, so that it and its continuation weigh alike. Where
/// the model expects more than it can know, far above the edge or of a steady sound, it is trusted less.</para>
/// </remarks>
internal static class EdgeContinuation
{
    /// <summary>Known bins, of a frame of 2048, below which there is too little to continue.</summary>
    private const double LowestBandEnd = (double)MissingBandEnvelope.FewestKnownBins / MissingBandTarget.FftSize;

    /// <summary>Where the continued part of the known band begins, relative to its end.</summary>
    private const double Start = 0.35;

    /// <summary>How far above the edge the continuation goes, relative to it.</summary>
    private const double Reach = 0.6;

    /// <summary>
    /// From the edge, and from the end of its reach, to where the continuation is there in full, relative to the edge: as far as the decimator's own
    /// transition goes. A step of the gain would ring on in silence, falling as 1/t.
    /// </summary>
    private const double Transition = BandLayout.WidestTransition;

    /// <summary>Amplitudes fall as f^−2: 12 dB an octave.</summary>
    private const double Tilt = 2;

    // Regression of the truth on the estimate gave 0.7·e^(−x/0.2) on 51 pairs of clip and rate, and nearly the same on 92 others: less
    // where the known band is steady, more where it is made of separate events. Somewhat lower gains keep most of what there
    // is to win, and halve the loss on clips that end below the edge.
    private const double SteadyConfidence = 0.21;
    private const double EventConfidence = 0.28;
    private const double EventKurtosis = 8;
    private const double Fade = 0.2;

    /// <summary>Longest stretch that is worked on as a whole, in output samples; a power of two.</summary>
    private const int BlockLength = 1 << 18;

    /// <summary>Estimates the continuation.</summary>
    /// <param name="baseline">The low-rate clip at the output rate, <c>[samples]</c>.</param>
    /// <param name="bandEnd">Where its band ends, in cycles per sample, below ½.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    /// <returns>What is to be added to the baseline, <c>[samples]</c>, but for a trace above <paramref name="bandEnd"/>.</returns>
    public static float[] Estimate(ReadOnlySpan<float> baseline, double bandEnd, Action? goOn = null) => Estimate(baseline, bandEnd, BlockLength, goOn);

    /// <inheritdoc cref="Estimate(ReadOnlySpan{float}, double, Action?)"/>
    /// <param name="baseline">The low-rate clip at the output rate, <c>[samples]</c>.</param>
    /// <param name="bandEnd">Where its band ends, in cycles per sample, below ½.</param>
    /// <param name="blockLength">Longest stretch that is worked on as a whole, a power of two from 8.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    internal static float[] Estimate(ReadOnlySpan<float> baseline, double bandEnd, int blockLength, Action? goOn = null)
    {
        float[] continuation = new float[baseline.Length];
        if (bandEnd < LowestBandEnd || bandEnd >= 0.5 || baseline.IndexOfAnyExcept(0f) < 0)
        {
            return continuation;
        }

        // A block reads a margin beyond what it gives, and is cross-faded with its neighbour over it.
        int margin = blockLength / 8;
        int hop = blockLength - (2 * margin);
        if (baseline.Length <= hop)
        {
            goOn?.Invoke();
            int reach = margin / 8;
            new Block(ComplexFft.FastLength(baseline.Length + (2 * reach)), reach, bandEnd).AddTo(continuation, baseline, 0, baseline.Length);
            return continuation;
        }

        var block = new Block(blockLength, margin, bandEnd);
        for (int start = 0; start < baseline.Length; start += hop)
        {
            goOn?.Invoke();
            block.AddTo(continuation, baseline, start, Math.Min(start + hop, baseline.Length));
        }

        return continuation;
    }

    /// <summary>One stretch of a clip, transformed as a whole.</summary>
    private sealed class Block
    {
        private readonly RealFft _fft;
        private readonly BurstEstimate _estimate;
        private readonly int _margin;
        private readonly double _edge;
        private readonly double[] _samples;
        private readonly double[] _real;
        private readonly double[] _imaginary;

        public Block(int length, int margin, double bandEnd)
        {
            _margin = margin;
            _fft = new RealFft(length);
            _edge = bandEnd * length;

            // The model's own rate is twice the edge: products of band and envelope do not fold back to where they are read.
            _estimate = new BurstEstimate(ComplexFft.FastLength((int)Math.Ceiling(2 * _edge)), (int)(Start * _edge), (int)Math.Ceiling(_edge));
            _samples = new double[length];
            _real = new double[_fft.BinCount];
            _imaginary = new double[_fft.BinCount];
        }

        /// <summary>Adds the continuation of [start, end), faded where the clip goes on beyond.</summary>
        public void AddTo(Span<float> continuation, ReadOnlySpan<float> baseline, int start, int end)
        {
            int count = end - start + (2 * _margin);
            Array.Clear(_samples);
            for (int i = 0; i < count; i++)
            {
                _samples[i] = Sample(baseline, start - _margin + i);
            }

            Continue((double)count / _samples.Length);
            int last = Math.Min(end + _margin, baseline.Length);
            for (int i = Math.Max(0, start - _margin); i < last; i++)
            {
                double weight = (start == 0 ? 1 : Weight(i - start)) * (end == baseline.Length ? 1 : Weight(end - 1 - i));
                continuation[i] += (float)(weight * _samples[i - start + _margin]);
            }
        }

        /// <summary>From 0 to 1, of the shape of the decimator's transition.</summary>
        private static double Rise(double position) =>
            Math.Sin(Math.PI / 2 * SpecialFunctions.BetaRegularized(CircularBand.Smoothness, CircularBand.Smoothness, Math.Clamp(position, 0, 1)));

        /// <summary>Rises from 0 to 1 around 0, over a margin in all.</summary>
        private double Weight(int position) => Math.Clamp(0.5 + ((position + 0.5) / _margin), 0, 1);

        /// <summary>A sample, beyond the clip's ends that of its point reflection, fading away: a sudden end would look like an event.</summary>
        private double Sample(ReadOnlySpan<float> baseline, int position)
        {
            int last = baseline.Length - 1;
            int end = Math.Clamp(position, 0, last);
            int beyond = Math.Abs(position - end);
            if (beyond == 0)
            {
                return baseline[position];
            }

            double fade = 0.5 + (0.5 * Math.Cos(Math.PI * Math.Min(1, (double)beyond / _margin)));
            return fade * ((2.0 * baseline[end]) - baseline[Math.Clamp((2 * end) - position, 0, last)]);
        }

        private void Continue(double filled)
        {
            _fft.Forward(_samples, _real, _imaginary);
            _estimate.Clear();
            for (int k = _estimate.First; k < _estimate.End; k++)
            {
                double gain = Math.Pow(k / _edge, Tilt) / _samples.Length;
                _estimate.Real[k] = gain * _real[k];
                _estimate.Imaginary[k] = gain * _imaginary[k];
            }

            _estimate.Compute(filled);
            Array.Clear(_real);
            Array.Clear(_imaginary);
            double confidenceAtEdge = SteadyConfidence + (EventConfidence * _estimate.Kurtosis / (_estimate.Kurtosis + EventKurtosis));
            int last = Math.Min((int)((1 + Reach) * _edge), _real.Length - 1);
            for (int k = (int)Math.Floor(_edge) + 1; k <= last; k++)
            {
                double confidence = confidenceAtEdge * Math.Exp((1 - (k / _edge)) / Fade);
                double within = Rise(((k / _edge) - 1) / Transition) * Rise((1 + Reach - (k / _edge)) / Transition);
                double gain = within * confidence * Math.Pow(k / _edge, -Tilt) * _samples.Length;
                _real[k] = gain * _estimate.Real[k];
                _imaginary[k] = gain * _estimate.Imaginary[k];
            }

            _fft.Inverse(_real, _imaginary, _samples);
        }
    }
}
