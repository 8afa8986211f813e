using System.Numerics;
using Siren2.Resampling;

namespace Siren2.Decimation;

/// <summary>
/// The shared band of a whole clip: <see cref="CircularBand"/> applied block by block, and the inverse of D·Dᵀ. Beyond its end
/// the clip is silent up to the next whole period, where its circle closes.
/// </summary>
internal sealed class ClipBand
{
    private readonly RateRatio _ratio;
    private readonly BandLayout _layout;
    private readonly CircularBand _band;
    private readonly int _inputLength;
    private readonly int _outputLength;

    public ClipBand(RateRatio ratio, int inputLength, BandLayout layout, AntiAliasingFilter? filter)
    {
        _ratio = ratio;
        _layout = layout;
        _band = new CircularBand(ratio, layout.BlockPeriods, layout.Transition, filter);
        _inputLength = inputLength;
        _outputLength = ratio.OutputLength(inputLength);
    }

    private long InputCircle => (long)_layout.Periods * _ratio.Down;

    private long OutputCircle => (long)_layout.Periods * _ratio.Up;

    /// <summary>D.</summary>
    /// <param name="output">The clip at the output rate.</param>
    /// <returns>The clip at the input rate, <c>[inputLength]</c>.</returns>
    public double[] Decimate(ReadOnlySpan<float> output)
    {
        var input = new double[_inputLength];
        var high = new double[_band.OutputLength];
        var low = new double[_band.InputLength];
        for (int period = 0; period < _layout.Periods; period += _layout.Hop)
        {
            Load(output, (long)(period - _layout.Margin) * _ratio.Up, OutputCircle, high);
            _band.Decimate(high, low);
            long start = (long)period * _ratio.Down;
            Store(low.AsSpan(_layout.Margin * _ratio.Down, _layout.Hop * _ratio.Down), start, InputCircle, input);
        }

        return input;
    }

    /// <summary>Adds C_o/C_i·Dᵀ of a signal.</summary>
    /// <param name="input">The signal at the input rate, <c>[inputLength]</c>.</param>
    /// <param name="output">The clip at the output rate, added to.</param>
    public void AddInterpolated(double[] input, Span<float> output)
    {
        var high = new double[_band.OutputLength];
        var low = new double[_band.InputLength];
        for (int period = 0; period < _layout.Periods; period += _layout.Hop)
        {
            Load<double>(input, (long)(period - _layout.Margin) * _ratio.Down, InputCircle, low);
            _band.Interpolate(low, high);
            long start = (long)period * _ratio.Up;
            int count = (int)Math.Min(_layout.Hop * _ratio.Up, _outputLength - start);
            for (int i = 0; i < count; i++)
            {
                output[(int)start + i] = (float)(output[(int)start + i] + high[(_layout.Margin * _ratio.Up) + i]);
            }
        }
    }

    /// <summary>
    /// Overwrites r with the w for which C_o/C_i·D·Dᵀ·w = r. On the closed circle D·Dᵀ is known (see <see
    /// cref="CircularBand"/>); what disturbs it is that output samples beyond the end of the clip do not exist, and it does so
    /// only around that place.
    /// </summary>
    public void Solve(double[] vector)
    {
        if (InputCircle == _inputLength)
        {
            Precondition(vector, vector);
            return;
        }

        var low = new double[_band.InputLength];
        var high = new double[_band.OutputLength];
        bool whole = _layout.Margin == 0;
        int first = whole ? 0 : _layout.Periods - (_layout.BlockPeriods / 2);
        long firstInput = (long)first * _ratio.Down;
        int inner = _layout.Margin * _ratio.Down;
        var local = new double[whole ? _inputLength : _layout.Hop * _ratio.Down];
        Load<double>(vector, firstInput + inner, InputCircle, local);
        ConjugateGradients.Solve(Operate, Precondition, local);
        Store(local, firstInput + inner, InputCircle, vector);

        void Operate(double[] search, double[] image)
        {
            Array.Clear(low);
            search.CopyTo(low, inner);
            _band.Interpolate(low, high);
            ClearBeyondEnd(high, (long)first * _ratio.Up, OutputCircle, _outputLength);
            _band.Decimate(high, low);
            ClearBeyondEnd(low, firstInput, InputCircle, _inputLength);
            low.AsSpan(inner, image.Length).CopyTo(image);
        }
    }

    /// <summary>The inverse of C_o/C_i·D·Dᵀ on a closed circle: halves the alternating component that a brickwall
    /// doubles.</summary>
    private void Precondition(double[] vector, double[] result)
    {
        double half = 0;
        if (_band.IsBrickwall && InputCircle % 2 == 0)
        {
            for (int k = 0; k < vector.Length; k++)
            {
                half += k % 2 == 0 ? vector[k] : -vector[k];
            }

            half /= 2.0 * InputCircle;
        }

        for (int k = 0; k < vector.Length; k++)
        {
            result[k] = vector[k] - (k % 2 == 0 ? half : -half);
        }
    }

    /// <summary>Reads a block from a clip that is silent from its end to the end of its circle.</summary>
    private static void Load<T>(ReadOnlySpan<T> clip, long start, long circle, Span<double> block)
        where T : INumberBase<T>
    {
        long at = (start + circle) % circle;
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = at < clip.Length ? double.CreateTruncating(clip[(int)at]) : 0;
            at = at + 1 == circle ? 0 : at + 1;
        }
    }

    /// <summary>The inverse of <see cref="Load"/>.</summary>
    private static void Store(ReadOnlySpan<double> block, long start, long circle, Span<double> clip)
    {
        long at = (start + circle) % circle;
        for (int i = 0; i < block.Length; i++)
        {
            if (at < clip.Length)
            {
                clip[(int)at] = block[i];
            }

            at = at + 1 == circle ? 0 : at + 1;
        }
    }

    private static void ClearBeyondEnd(Span<double> block, long start, long circle, int length)
    {
        long at = (start + circle) % circle;
        for (int i = 0; i < block.Length; i++)
        {
            if (at >= length)
            {
                block[i] = 0;
            }

            at = at + 1 == circle ? 0 : at + 1;
        }
    }
}
