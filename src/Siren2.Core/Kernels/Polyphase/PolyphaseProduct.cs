using Siren2.Kernels.Matrix;
using Siren2.Kernels.Simd;

namespace Siren2.Kernels.Polyphase;

/// <summary>
/// A panel of a periodic filter over many periods at once. Output p of period q is a sum of the inputs from q·step on, with
/// weights that depend on p alone: a matrix product whose left operand is the input itself, its rows overlapping.
/// </summary>
/// <param name="panel">Weights.</param>
/// <param name="periods">Number of periods.</param>
/// <param name="input">Input as floats.</param>
/// <param name="wideInput">The same as doubles.</param>
/// <param name="step">Inputs from one period to the next.</param>
/// <param name="output">First output of the first period, overwritten.</param>
/// <param name="period">Outputs from one period to the next.</param>
internal readonly unsafe struct PolyphaseProduct(
    PolyphasePanel panel, int periods, float* input, double* wideInput, nint step, float* output, nint period) : ISimdWork
{
    void ISimdWork.Run<TOps, TVector, TLanes>()
    {
        float* to = output + panel.First;
        for (int column = 0; column < PolyphasePanel.Columns; column += MatrixTile<TOps, TVector>.Columns)
        {
            MatrixTile<TOps, TVector>.MultiplyRows(
                periods, panel.Depth, input + panel.Start, step, 1, panel.Outer + column, PolyphasePanel.Columns, to + column, period, add: false);
        }

        for (int group = 0; group < PolyphasePanel.Columns / PolyphasePanel.GroupColumns; group++)
        {
            WideTile<TLanes>.AddRows(
                periods, panel.CenterDepth(group), wideInput + panel.CenterStart(group), step, panel.Center(group),
                to + (group * PolyphasePanel.GroupColumns), period);
        }
    }
}
