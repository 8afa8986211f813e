using Siren2.MissingBand;
using Siren2.Spectral;

namespace Siren2.Research.InputAware;

/// <summary>
/// How far the levels of a waveform are from those that a model expects, at one resolution in time: the mean over frames and bands of
/// ¼(ln P − ln T)², P the power of a band. What single bins do is free.
/// </summary>
internal sealed class LevelLoss
{
    private readonly ShortTimeFourierTransform _transform;
    private readonly (int First, int End)[] _bands;
    private readonly float[] _wanted;
    private readonly float[] _real;
    private readonly float[] _imaginary;

    /// <param name="levels">The levels of a channel.</param>
    /// <param name="sampleRate">Rate of the waveform in hertz.</param>
    /// <param name="bandEdge">Where the missing band begins, in hertz.</param>
    /// <param name="start">First sample of the segment in the channel.</param>
    /// <param name="length">Samples of the segment.</param>
    /// <param name="fftSize">Samples of a frame under a Hann window; a quarter of it apart.</param>
    /// <param name="scale">Factor from the waveform to the channel's own samples.</param>
    public LevelLoss(MissingBandLevels levels, int sampleRate, double bandEdge, int start, int length, int fftSize, double scale)
    {
        int hop = fftSize / 4;
        _transform = new ShortTimeFourierTransform(length, fftSize, hop);
        _real = new float[_transform.Frames * _transform.Bins];
        _imaginary = new float[_real.Length];
        (int Band, int First, int End)[] bands =
        [
            .. from band in Enumerable.Range(0, levels.BandCount)
               let first = (int)Math.Ceiling(Math.Max(levels.BandEdges[band], bandEdge) * fftSize / sampleRate)
               let end = Math.Min((int)Math.Ceiling(levels.BandEdges[band + 1] * fftSize / sampleRate), _transform.Bins)
               where end > first
               select (band, first, end),
        ];
        _bands = Array.ConvertAll(bands, band => (band.First, band.End));
        _wanted = new float[_transform.Frames * bands.Length];

        double unit = Math.Log(CopyPlan.PowerOfDensity(sampleRate, fftSize) / (scale * scale));
        for (int frame = 0; frame < _transform.Frames; frame++)
        {
            double place = Math.Min((start + ((double)frame * hop)) / sampleRate / levels.HopSeconds, levels.FrameCount - 1);
            int before = (int)place;
            int after = Math.Min(before + 1, levels.FrameCount - 1);
            for (int b = 0; b < bands.Length; b++)
            {
                double first = levels.NaturalLevel[(before * levels.BandCount) + bands[b].Band];
                double second = levels.NaturalLevel[(after * levels.BandCount) + bands[b].Band];
                double level = first + ((place - before) * (second - first));
                _wanted[(frame * bands.Length) + b] = (float)(level + unit + Math.Log(bands[b].End - bands[b].First));
            }
        }
    }

    /// <summary>Evaluates the loss of a waveform and its gradient.</summary>
    /// <param name="waveform">The waveform, <c>[samples]</c>.</param>
    /// <param name="gradient">Receives the gradient, <c>[samples]</c>.</param>
    public double Evaluate(ReadOnlySpan<float> waveform, Span<float> gradient)
    {
        // Below −140 dB in the waveform's own scale nothing is gained.
        const float floor = 1e-12f;
        _transform.Forward(waveform, _real, _imaginary);
        double sum = 0;
        float share = 1f / _wanted.Length;
        for (int frame = 0; frame < _transform.Frames; frame++)
        {
            Span<float> real = _real.AsSpan(frame * _transform.Bins, _transform.Bins);
            Span<float> imaginary = _imaginary.AsSpan(frame * _transform.Bins, _transform.Bins);
            int done = 0;
            for (int b = 0; b < _bands.Length; b++)
            {
                (int first, int end) = _bands[b];
                real[done..first].Clear();
                imaginary[done..first].Clear();
                done = end;
                float power = floor;
                for (int k = first; k < end; k++)
                {
                    power += (real[k] * real[k]) + (imaginary[k] * imaginary[k]);
                }

                float difference = MathF.Log(power) - _wanted[(frame * _bands.Length) + b];
                sum += 0.25 * difference * difference;
                float slope = difference / power * share;
                for (int k = first; k < end; k++)
                {
                    real[k] *= slope;
                    imaginary[k] *= slope;
                }
            }

            real[done..].Clear();
            imaginary[done..].Clear();
        }

        _transform.Adjoint(_real, _imaginary, gradient);
        return sum * share;
    }
}
