namespace Siren2.Cli.Reporting.Flac;

/// <summary>One channel of one block, and the cheapest way to write it.</summary>
internal sealed class Subframe
{
    private static readonly int[] Orders = [2, 4, 8, 14, 20, 32];

    private readonly int[] _samples;
    private readonly int _sampleBits;
    private LinearPredictor? _predictor;
    private int[] _residual = [];
    private RiceCode? _code;

    private Subframe(int[] samples, int sampleBits)
    {
        _samples = samples;
        _sampleBits = sampleBits;
        Bits = (long)samples.Length * sampleBits;
    }

    /// <summary>Bits without the heading.</summary>
    public long Bits { get; private set; }

    /// <summary>Looks for the cheapest way to write a block.</summary>
    /// <param name="samples">At least one.</param>
    /// <param name="sampleBits">Bits of a sample with its sign.</param>
    public static Subframe Of(int[] samples, int sampleBits)
    {
        var subframe = new Subframe(samples, sampleBits);
        if (samples.AsSpan().ContainsAnyExcept(samples[0]))
        {
            foreach (LinearPredictor predictor in LinearPredictor.Design(samples, Orders))
            {
                subframe.Try(predictor);
            }
        }
        else
        {
            subframe.Bits = sampleBits;
        }

        return subframe;
    }

    /// <summary>Writes the block.</summary>
    public void Write(BitWriter writer)
    {
        int order = _predictor?.Coefficients.Length ?? 0;
        bool isConstant = _predictor is null && Bits == _sampleBits;
        writer.Write(0, 1);
        writer.Write(_predictor is not null ? 0b100000 | (order - 1) : isConstant ? 0 : 1, 6);
        writer.Write(1, 1);
        writer.WriteUnary(FlacWriter.UnusedBits - 1);
        foreach (int sample in _predictor is not null ? _samples.AsSpan(0, order) : _samples.AsSpan(0, isConstant ? 1 : _samples.Length))
        {
            writer.Write(sample, _sampleBits);
        }

        if (_predictor is not null)
        {
            writer.Write(LinearPredictor.Precision - 1, 4);
            writer.Write(_predictor.Shift, 5);
            foreach (int coefficient in _predictor.Coefficients)
            {
                writer.Write(coefficient, LinearPredictor.Precision);
            }

            _code!.Write(writer, _residual, order);
        }
    }

    private void Try(LinearPredictor predictor)
    {
        int order = predictor.Coefficients.Length;
        int[] residual = new int[_samples.Length];
        predictor.Residual(_samples, residual);
        var code = RiceCode.For(residual, order);
        long bits = code.Bits + ((long)order * (_sampleBits + LinearPredictor.Precision)) + 4 + 5;
        if (bits < Bits)
        {
            (Bits, _predictor, _residual, _code) = (bits, predictor, residual, code);
        }
    }
}
