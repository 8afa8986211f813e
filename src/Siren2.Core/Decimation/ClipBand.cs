using System.Numerics;
using System.Numerics.Tensors;
using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// The shared band of a whole clip: <see cref="CircularBand"/> applied block by block. Before and behind the clip is silence without end: neither end
/// hears of the other. On an endless line C_o/C_i·D·Dᵀ is the identity; within a reach of the ends of a clip, beyond which there is no output, it
/// is not.
/// </summary>
internal sealed class ClipBand
{
    // −200 dB of a block's peak: what the transform's rounding leaves where there is silence, which stays silence.
    private const double Negligible = 1e-10;

    private readonly RateRatio _ratio;
    private readonly BandLayout _layout;
    private readonly CircularBand _band;
    private readonly int _inputLength;
    private readonly int _outputLength;

    public ClipBand(RateRatio ratio, int inputLength)
    {
        _ratio = ratio;
        _layout = new BandLayout(ratio, inputLength);
        _band = new CircularBand(ratio, _layout.Block, _layout.Transition);
        _inputLength = inputLength;
        _outputLength = ratio.OutputLength(inputLength);
    }

    /// <summary>D.</summary>
    /// <param name="output">The clip at the output rate.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    /// <returns>The clip at the input rate, <c>[inputLength]</c>.</returns>
    public double[] Decimate(ReadOnlySpan<float> output, Action? goOn)
    {
        var input = new double[_inputLength];
        var high = new double[_band.OutputLength];
        var low = new double[_band.InputLength];
        for (int period = 0; period < _layout.Periods; period += _layout.Hop)
        {
            goOn?.Invoke();
            Load(output, (long)(period - _layout.Margin) * _ratio.Up, high);
            _band.Decimate(high, low);
            int start = period * _ratio.Down;
            int count = (int)Math.Min((long)_layout.Hop * _ratio.Down, _inputLength - start);
            low.AsSpan(_layout.Margin * _ratio.Down, count).CopyTo(input.AsSpan(start));
        }

        return input;
    }

    /// <summary>Adds C_o/C_i·Dᵀ of a signal.</summary>
    /// <param name="input">The signal at the input rate, <c>[inputLength]</c>.</param>
    /// <param name="output">The clip at the output rate, added to.</param>
    /// <param name="goOn">Called before every block; throws where the rest is not wanted. Null for nobody.</param>
    public void AddInterpolated(double[] input, Span<float> output, Action? goOn)
    {
        var high = new double[_band.OutputLength];
        var low = new double[_band.InputLength];
        for (int period = 0; period < _layout.Periods; period += _layout.Hop)
        {
            goOn?.Invoke();
            Load<double>(input, (long)(period - _layout.Margin) * _ratio.Down, low);
            _band.Interpolate(low, high);
            double least = Negligible * Math.Abs(TensorPrimitives.MaxMagnitude<double>(low));
            int start = (int)((long)period * _ratio.Up);
            int count = (int)Math.Min((long)_layout.Hop * _ratio.Up, _outputLength - (long)start);
            ReadOnlySpan<double> block = high.AsSpan(_layout.Margin * _ratio.Up, count);
            for (int i = 0; i < count; i++)
            {
                if (!(Math.Abs(block[i]) <= least))
                {
                    output[start + i] = (float)(output[start + i] + block[i]);
                }
            }
        }
    }

    /// <summary>Fades a signal at the input rate to nothing over the reach of the decimator at either end.</summary>
    public void FadeEnds(double[] signal)
    {
        double reach = _layout.Reach;
        for (int i = 0; i < signal.Length && i < reach; i++)
        {
            double position = i / reach;
            double weight = position * position * (3 - (2 * position));
            signal[i] *= weight;
            signal[^(i + 1)] *= weight;
        }
    }

    /// <summary>Reads a block from a clip with silence before and behind it.</summary>
    public static void Load<T>(ReadOnlySpan<T> clip, long start, Span<double> block)
        where T : INumberBase<T>
    {
        int before = (int)Math.Clamp(-start, 0, block.Length);
        int behind = (int)Math.Clamp(clip.Length - start, before, block.Length);
        block[..before].Clear();
        block[behind..].Clear();
        for (int i = before; i < behind; i++)
        {
            block[i] = double.CreateTruncating(clip[(int)(start + i)]);
        }
    }
}
